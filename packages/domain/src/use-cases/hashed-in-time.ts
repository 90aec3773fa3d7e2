import type { Overloaded } from '../ports/password-hasher.ts'
import type { Pause } from '../ports/pause.ts'
import { err, type Result } from '../shared/result.ts'

/** The most that a password waits for its turn: by then those that wait now have been worked off, or refused. */
const RETRY_AFTER_SECONDS = 5

/**
 * What the hasher gave, if whoever asked still waits; else Overloaded, as if the password had not been taken on. A hash
 * takes many times as long on a busy machine, and a store that is asked after the deadline can but say that it had no time.
 */
export async function hashedInTime<T>(
  hashing: Promise<Result<T, Overloaded>>,
  pause: Pause,
): Promise<Result<T, Overloaded>> {
  const hashed = await hashing
  if (!hashed.ok || (await pause(0))) return hashed
  return err({ type: 'Overloaded', retryAfterSeconds: RETRY_AFTER_SECONDS })
}
