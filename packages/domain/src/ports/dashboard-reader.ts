import type { Client } from '../client/client.ts'
import type { License } from '../license/license.ts'
import type { Project } from '../project/project.ts'
import type { AccountId, ClientId } from '../shared/entity-id.ts'

/** One piece of a dashboard on its way. A project follows its client, a licence its project. */
export type DashboardPart =
  | { readonly type: 'counts'; readonly clients: number; readonly projects: number }
  | { readonly type: 'client'; readonly client: Client }
  | { readonly type: 'project'; readonly project: Project }
  | { readonly type: 'license'; readonly license: License }

export interface DashboardReader {
  /**
   * Everything an owner has, or one client of theirs, as one consistent snapshot: the counts first, then each client
   * followed by its projects, each project followed by its licences, in order of creation (time, then id). However much
   * it is, it takes bounded memory. Nothing is read before the first part is asked for, and a reader that stops early
   * frees what was held.
   *
   * An unknown client, or another owner's, gives zero counts and nothing more.
   *
   * A store may bound how many are read at once, though one owner always has three; the further ones wait for a while.
   *
   * @throws StoreFailure when the store fails, also half-way, and STORE_UNAVAILABLE after that while
   */
  read(owner: AccountId, client: ClientId | undefined): AsyncIterable<DashboardPart>
}
