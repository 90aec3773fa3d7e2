import type { License } from '../license/license.ts'

/** What a change that takes rights away waits for before it is answered. */
export interface Propagation {
  /**
   * Resolves once no node, this one included, gives a positive verdict any more that rests on an earlier state of the
   * licence without saying that it is stale. It asks the same of a state that was there already: whoever retries a
   * revocation is owed the same certainty. Takes a bounded time, whatever fails.
   */
  reached(license: License): Promise<void>
}
