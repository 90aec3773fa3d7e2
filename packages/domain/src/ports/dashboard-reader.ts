import type { Client } from '../client/client.ts'
import type { License } from '../license/license.ts'
import type { Project } from '../project/project.ts'
import type { AccountId, ClientId } from '../shared/entity-id.ts'
import type { Instant } from '../shared/instant.ts'
import type { PageSize } from '../shared/page-size.ts'

/** A place in the order of an owner's clients: that of the client with this time and id, whether or not it exists. */
export interface ClientPlace {
  readonly createdAt: Instant
  readonly id: ClientId
}

/** A part of an owner's clients. */
export interface DashboardPage {
  readonly size: PageSize
  /** It holds the first clients behind this place; undefined: the first of all. */
  readonly after: ClientPlace | undefined
}

/** One piece of a dashboard on its way. A project follows its client, a licence its project. */
export type DashboardPart =
  | { readonly type: 'counts'; readonly clients: number; readonly projects: number }
  | { readonly type: 'client'; readonly client: Client }
  | { readonly type: 'project'; readonly project: Project }
  | { readonly type: 'license'; readonly license: License }
  | { readonly type: 'more'; readonly after: ClientPlace }

export interface DashboardReader {
  /**
   * Everything an owner has, or one client of theirs, as one consistent snapshot: the counts first, then each client
   * followed by its projects, each project followed by its licences, in order of creation (time, then id). However much
   * it is, it takes bounded memory. Nothing is read before the first part is asked for, and a reader that stops early
   * frees what was held.
   *
   * An unknown client, or another owner's, gives zero counts and nothing more.
   *
   * With a `page`, only so many of the clients, each with all that it has, and behind them `more` with the place of the
   * last one where others follow it. The counts stay those of everything, and what one page costs does not grow with
   * what is on the others. Each page is a snapshot of its own: who reads on from place to place meets every client that
   * was there all along exactly once, however many are added meanwhile. One client alone is a page of its own.
   *
   * A store may bound how many are read at once, though one owner always has three; the further ones wait for a while.
   *
   * @throws StoreFailure when the store fails, also half-way, and STORE_UNAVAILABLE after that while
   */
  read(owner: AccountId, client: ClientId | undefined, page?: DashboardPage): AsyncIterable<DashboardPart>
}
