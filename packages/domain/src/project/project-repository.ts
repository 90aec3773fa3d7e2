import type { AccountId, ProjectId } from '../shared/entity-id.ts'
import type { Project } from './project.ts'

export interface ProjectReader {
  /** undefined: there is none, or it is another owner's; nobody can tell which */
  find(owner: AccountId, id: ProjectId): Promise<Project | undefined>
}

export interface ProjectRepository extends ProjectReader {
  /** Nothing about a project is unique but its id, and ids are made so that they do not meet. */
  insert(project: Project): Promise<void>
}

/** No such project, or another owner's, or not of the client in question. */
export interface ProjectNotFound {
  readonly type: 'ProjectNotFound'
}
