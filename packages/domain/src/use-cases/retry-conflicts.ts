import type { Awaitable } from '../shared/awaitable.ts'
import { err, type Result } from '../shared/result.ts'

/**
 * Runs `attempt` again for as long as it ends in `lost`. It is told how often it has lost; so is `beforeNext`, which
 * throws when that is enough.
 */
export async function retryConflicts<T, E extends { readonly type: string }, Lost extends E['type']>(
  lost: Lost,
  attempt: (losses: number) => Promise<Result<T, E>>,
  beforeNext: (losses: number) => Awaitable<void>,
): Promise<Result<T, Exclude<E, { readonly type: Lost }>>> {
  for (let losses = 0; ;) {
    const result = await attempt(losses)
    if (result.ok) return result
    if (isFinal(result.error, lost)) return err(result.error)
    losses += 1
    await beforeNext(losses)
  }
}

function isFinal<E extends { readonly type: string }, Lost extends string>(
  error: E,
  lost: Lost,
): error is Exclude<E, { readonly type: Lost }> {
  return error.type !== lost
}
