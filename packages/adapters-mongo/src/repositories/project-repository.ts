import type { ProjectReader, ProjectRepository } from '@keybox/domain'
import type { Collection } from 'mongodb'
import { toObjectId } from '../documents/object-id.ts'
import { rehydrateProject, toProjectDocument, type ProjectDocument } from '../documents/project-document.ts'
import type { ReadAccess, WriteAccess } from './access.ts'

export function projectReader(projects: Collection<ProjectDocument>, access: ReadAccess): ProjectReader {
  return {
    async find(owner, id) {
      const filter = { _id: toObjectId(id), owner: toObjectId(owner) }
      const found = await access.read((options) => projects.findOne(filter, options))
      return found === null ? undefined : rehydrateProject(found)
    },
  }
}

export function projectRepository(projects: Collection<ProjectDocument>, access: WriteAccess): ProjectRepository {
  return {
    ...projectReader(projects, access),
    async insert(project) {
      await access.write(async (options) => {
        await projects.insertOne(toProjectDocument(project), options)
        return undefined
      })
    },
  }
}
