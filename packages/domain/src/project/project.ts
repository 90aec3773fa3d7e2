import type { DisplayName } from '../shared/display-name.ts'
import type { AccountId, ClientId, ProjectId } from '../shared/entity-id.ts'
import type { Instant } from '../shared/instant.ts'

/** What a developer made for a client and licenses to it. Two projects of one client may have the same name. */
export interface Project {
  readonly id: ProjectId
  readonly owner: AccountId
  readonly client: ClientId
  readonly name: DisplayName
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export function startProject(facts: Pick<Project, 'id' | 'owner' | 'client' | 'name'>, now: Instant): Project {
  const { id, owner, client, name } = facts
  return { id, owner, client, name, createdAt: now, updatedAt: now }
}
