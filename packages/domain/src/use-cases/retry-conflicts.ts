import { err, type Result } from '../shared/result.ts'

/** Far more than chance or contention needs: beyond it something is broken, such as a random source that repeats itself. */
const MAX_ATTEMPTS = 100

/**
 * Runs `attempt` again, from its first read or random choice, for as long as it loses a race against another write.
 * In every round one of the contenders wins, so n of them need at most n rounds.
 *
 * @throws Error after 100 losses
 */
export async function retryConflicts<T, E extends { readonly type: string }, Lost extends E['type']>(
  lost: Lost,
  attempt: () => Promise<Result<T, E>>,
): Promise<Result<T, Exclude<E, { readonly type: Lost }>>> {
  for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts += 1) {
    const result = await attempt()
    if (result.ok) return result
    if (isFinal(result.error, lost)) return err(result.error)
  }
  throw new Error(`Gave up after ${MAX_ATTEMPTS} attempts that each ended in ${lost}`)
}

function isFinal<E extends { readonly type: string }, Lost extends string>(
  error: E,
  lost: Lost,
): error is Exclude<E, { readonly type: Lost }> {
  return error.type !== lost
}
