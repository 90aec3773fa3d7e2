import type { StoreFailure } from '@keybox/domain'
import { outcomeUnknown, unavailable } from '../connection/driver-failure.ts'

/**
 * The end of a unit of work's time. The driver's `withTransaction` goes on for up to 120 s and its own time-out options
 * have no effect any more (mongodb 7.9, `ClientSession.withTransaction`), so the bound is kept here: whoever waits is
 * answered on time, and what runs on behind is told to stop at its next step.
 */
export interface UnitDeadline {
  readonly expired: boolean
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
  let expired = false
  let committing = false
  let lastError: unknown

  const failure = (error: unknown): StoreFailure => (committing ? outcomeUnknown(error) : unavailable(error))
  const timeIsOver = (): StoreFailure =>
    failure(lastError ?? new Error(`A unit of work was given up after ${timeoutMs} ms`))
  const assertTime = (): void => {
    if (expired) throw timeIsOver()
  }

  return {
    get expired() {
      return expired
    },
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
      const end = Promise.withResolvers<never>()
      const timer = setTimeout(() => {
        expired = true
        end.reject(timeIsOver())
      }, timeoutMs)
      try {
        return await Promise.race([work, end.promise])
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
