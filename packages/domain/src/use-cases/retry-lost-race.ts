import type { Pause } from '../ports/pause.ts'
import { StoreFailure } from '../ports/store-failure.ts'
import type { Result } from '../shared/result.ts'
import { retryConflicts } from './retry-conflicts.ts'

/** Somebody wins each round, so that n contenders need n rounds at most. With all its pauses it comes to ten seconds. */
const MOST_LOSSES = 100
const LONGEST_PAUSE_MS = 100

/**
 * Runs `attempt` again while it ends in `lost`, because somebody else changed first what it decided on: at once after the
 * first loss, which is a race like any other, and after longer and longer pauses then, since what it reads may lag behind
 * what it is compared with.
 *
 * @param attempt is told how often it has lost: after a loss it had better decide on what it reads within its unit of work
 * @throws StoreFailure STORE_UNAVAILABLE when nobody waits any longer, and after 100 losses
 */
export function retryLostRace<T, E extends { readonly type: string }, Lost extends E['type']>(
  lost: Lost,
  pause: Pause,
  attempt: (losses: number) => Promise<Result<T, E>>,
): Promise<Result<T, Exclude<E, { readonly type: Lost }>>> {
  return retryConflicts(lost, attempt, async (losses) => {
    if (losses < MOST_LOSSES && (losses === 1 || (await pause(pauseAfter(losses))))) return
    throw new StoreFailure('STORE_UNAVAILABLE', `${lost} at each of ${losses} attempts; nothing was written`)
  })
}

function pauseAfter(losses: number): number {
  return Math.min(2 ** (losses - 2), LONGEST_PAUSE_MS)
}
