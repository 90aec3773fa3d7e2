import type { Project, ProjectReader, ProjectRepository, TimeLeft } from '@keybox/domain'
import type { Collection } from 'mongodb'
import { toObjectId } from '../documents/object-id.ts'
import { rehydrateProject, toProjectDocument, type ProjectDocument } from '../documents/project-document.ts'
import type { ReadAccess, WriteAccess } from './access.ts'
import { gatherOwned } from './gathered-owned.ts'

function projectReader(projects: Collection<ProjectDocument>, access: ReadAccess): ProjectReader {
  return {
    async find(owner, id) {
      const filter = { _id: toObjectId(id), owner: toObjectId(owner) }
      const found = await access.read((options) => projects.findOne(filter, options))
      return found === null ? undefined : rehydrateProject(found)
    },
  }
}

/** By default the server would try the indexes that begin with the owner as well. */
const BY_ID = { _id: 1 } as const

/** Outside units of work. */
export function gatheringProjectReader(
  projects: Collection<ProjectDocument>,
  access: ReadAccess,
  timeLeft: TimeLeft,
): ProjectReader {
  const reader = projectReader(projects, access)
  const gathered = gatherOwned<'Project', Project>(
    {
      one: (owner, id) => reader.find(owner, id),
      async many(owners, ids) {
        const filter = { _id: { $in: ids.map(toObjectId) }, owner: { $in: owners.map(toObjectId) } }
        const found = await access.read((options) => projects.find(filter, { ...options, hint: BY_ID }).toArray())
        return found.map(rehydrateProject)
      },
    },
    timeLeft,
  )
  return { find: gathered }
}

export function projectRepository(
  projects: Collection<ProjectDocument>,
  access: WriteAccess,
  committed: ProjectReader,
): ProjectRepository {
  return {
    find: (owner, id) =>
      access.readUnchanging(
        () => committed.find(owner, id),
        (within) => projectReader(projects, within).find(owner, id),
      ),
    async insert(project) {
      const document = toProjectDocument(project)
      await access.create({
        into: 'projects',
        document,
        async alone(options) {
          await projects.insertOne(document, options)
          return undefined
        },
      })
    },
  }
}
