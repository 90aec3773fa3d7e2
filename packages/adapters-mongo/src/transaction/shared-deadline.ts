import type { UnitDeadline } from './unit-deadline.ts'

/** The time of units of work that are committed together. */
export interface SharedDeadline extends Pick<
  UnitDeadline,
  'expired' | 'limit' | 'beginAttempt' | 'beginCommit' | 'note'
> {
  /** The commit may have been sent. */
  readonly isCommitting: boolean
  /** Nobody waits any more. */
  clear(): void
}

/**
 * Until they are committed the time is over with that of the first of them: whoever was told that nothing was written must
 * not be committed with the others. A commit that was sent goes on for as long as any of them waits.
 */
export function shareDeadlines(deadlines: readonly UnitDeadline[]): SharedDeadline {
  const timeMs = Math.min(...deadlines.map((deadline) => deadline.limit().maxTimeMS))
  const end = performance.now() + timeMs
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(timeIsOver()), timeMs)
  let isCommitting = false

  function assertTime(): void {
    if (over.signal.aborted || deadlines.some((deadline) => deadline.expired)) throw timeIsOver()
  }

  return {
    get expired() {
      return deadlines.every((deadline) => deadline.expired)
    },
    get isCommitting() {
      return isCommitting
    },
    limit: () => ({ signal: over.signal, maxTimeMS: Math.max(1, Math.ceil(end - performance.now())) }),
    beginAttempt() {
      isCommitting = false
      assertTime()
      for (const deadline of deadlines) deadline.beginAttempt()
    },
    beginCommit() {
      assertTime()
      for (const deadline of deadlines) deadline.beginCommit()
      isCommitting = true
    },
    note(error) {
      for (const deadline of deadlines) deadline.note(error)
    },
    clear: () => clearTimeout(timer),
  }
}

function timeIsOver(): Error {
  return new Error('The time of a unit of work was over before it could be committed with others')
}
