import type { LicenseKeyTaken } from '../license/license-repository.ts'
import type { Result } from '../shared/result.ts'
import { retryConflicts } from './retry-conflicts.ts'

/** Chance does not do it twice in a thousand years: beyond this the random source repeats itself. */
const MOST_DRAWS = 100

/**
 * Runs `attempt` again, each time with a new key, while the key that it drew is taken.
 *
 * @throws Error after 100 draws
 */
export function drawFreeKey<T, E extends { readonly type: string }>(
  attempt: () => Promise<Result<T, E | LicenseKeyTaken>>,
): Promise<Result<T, Exclude<E, LicenseKeyTaken>>> {
  return retryConflicts('LicenseKeyTaken', attempt, (draws) => {
    if (draws === MOST_DRAWS) throw new Error(`Gave up after ${MOST_DRAWS} licence keys that were each taken`)
  })
}
