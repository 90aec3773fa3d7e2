import type { Instant } from '../shared/instant.ts'

/** How often a client was counted since its window began. */
export interface WindowCount {
  readonly start: Instant
  readonly count: number
}

/** One that runs, and when it ends. */
export interface RunningWindow extends WindowCount {
  readonly end: Instant
}

/**
 * How the servers on one store tell each other what they have counted. Names of clients are kept as they are given: they
 * should be nothing that somebody who reads the store could do anything with.
 */
export interface SharedCounts {
  /**
   * States this server's own count of each of these clients, and gives of each what all others have stated, with the
   * start of the window that all of them are in now: where theirs runs at `now`, the earlier of theirs and this server's,
   * else this server's, and what they had counted is over.
   *
   * It states totals and no additions, so that one that failed may be repeated. @throws StoreFailure
   */
  exchange(counted: ReadonlyMap<string, RunningWindow>, now: Instant): Promise<ReadonlyMap<string, WindowCount>>

  /** Whether any server, this one included, has stated a count of any of these that is kept still. @throws StoreFailure */
  isCounted(clients: readonly string[]): Promise<boolean>
}
