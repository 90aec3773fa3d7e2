import type { Project } from '@keybox/domain'
import * as v from 'valibot'
import { isoTime, objectId } from '../../schema/reply-fields.ts'
import { timestamps } from '../../schema/timestamps.ts'

/** A project as every reply shows it. */
export const projectFields = v.object({
  _id: objectId,
  name: v.string(),
  client: objectId,
  createdAt: isoTime,
  updatedAt: isoTime,
})

export function presentProject(project: Project): v.InferInput<typeof projectFields> {
  const { id, name, client } = project
  return { _id: id, name, client, ...timestamps(project) }
}
