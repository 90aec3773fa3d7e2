import type { DisplayName, Project } from '@keybox/domain'
import type { ObjectId } from 'mongodb'
import { toBsonDate, toInstant } from './bson-date.ts'
import { toEntityId, toObjectId } from './object-id.ts'

/** A project as the collection `projects` holds it. */
export interface ProjectDocument {
  readonly _id: ObjectId
  readonly owner: ObjectId
  readonly client: ObjectId
  readonly name: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

export function toProjectDocument(project: Project): ProjectDocument {
  return {
    _id: toObjectId(project.id),
    owner: toObjectId(project.owner),
    client: toObjectId(project.client),
    name: project.name,
    createdAt: toBsonDate(project.createdAt),
    updatedAt: toBsonDate(project.updatedAt),
  }
}

/** The project that was stored. Its texts were checked on their way in and are believed here. */
export function rehydrateProject({ _id: id, ...document }: ProjectDocument): Project {
  return {
    id: toEntityId('Project', id),
    owner: toEntityId('Account', document.owner),
    client: toEntityId('Client', document.client),
    name: document.name as DisplayName,
    createdAt: toInstant(document.createdAt),
    updatedAt: toInstant(document.updatedAt),
  }
}
