import type { Client } from '@keybox/domain'
import * as v from 'valibot'
import { isoTime, objectId } from '../../schema/reply-fields.ts'
import { timestamps } from '../../schema/timestamps.ts'

/** A client as every reply shows it. */
export const clientFields = v.object({
  _id: objectId,
  name: v.string(),
  email: v.string(),
  owner: objectId,
  createdAt: isoTime,
  updatedAt: isoTime,
})

export function presentClient(client: Client): v.InferInput<typeof clientFields> {
  const { id, name, email, owner } = client
  return { _id: id, name, email, owner, ...timestamps(client) }
}
