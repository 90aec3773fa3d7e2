import type { StoreFailure } from '@keybox/domain'
import { outcomeUnknown, unavailable } from '../connection/driver-failure.ts'
import type { TimeLimit } from '../connection/time-limit.ts'

/**
 * The end of a unit of work's time. The driver's `withTransaction` goes on for up to 120 s and its own time-out options
 * have no effect any more (mongodb 7.9, `ClientSession.withTransaction`), so the bound is kept here: whoever waits is
 * answered on time, what waits for the server is ended, and what runs on behind stops at its next step.
 */
export interface UnitDeadline {
  readonly expired: boolean
  /** For an operation that begins now. */
  limit(): TimeLimit
  /** A new attempt: nothing is committed yet. @throws StoreFailure when the time is over */
  beginAttempt(): void
  /** From here on nobody can say what is stored until the server has. @throws StoreFailure when the time is over */
  beginCommit(): void
  /** What ended an attempt, for the failure that tells of the end of the time. */
  note(error: unknown): void
  /** The failure that an error amounts to, by how far the unit had come. */
  failure(error: unknown): StoreFailure
  /** What `work` gives, or a StoreFailure when the time is over first. */
  bound<T>(work: Promise<T>): Promise<T>
}

export function startUnitDeadline(timeoutMs: number): UnitDeadline {
  const end = performance.now() + timeoutMs
  const over = new AbortController()
  let expired = timeoutMs <= 0
  let committing = false
  let lastError: unknown

  const failure = (error: unknown): StoreFailure => (committing ? outcomeUnknown(error) : unavailable(error))
  const timeIsOver = (): StoreFailure =>
    failure(lastError ?? new Error(`A unit of work was given up after ${Math.round(timeoutMs)} ms`))
  const assertTime = (): void => {
    if (expired) throw timeIsOver()
  }

  return {
    get expired() {
      return expired
    },
    limit: () => ({ signal: over.signal, maxTimeMS: Math.max(1, Math.ceil(end - performance.now())) }),
    beginAttempt() {
      committing = false
      assertTime()
    },
    beginCommit() {
      assertTime()
      committing = true
    },
    note(error) {
      lastError = error
    },
    failure,
    async bound(work) {
      const given = Promise.withResolvers<never>()
      const timer = setTimeout(() => {
        expired = true
        const failed = timeIsOver()
        given.reject(failed)
        over.abort(failed)
      }, timeoutMs)
      try {
        return await Promise.race([work, given.promise])
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
