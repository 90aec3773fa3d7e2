import { instant, type Clock, type Instant } from '@keybox/domain'

export interface SettableClock extends Clock {
  set(time: Instant): void
  /** Backwards when negative, as a real clock may step. */
  advance(milliseconds: number): void
}

/** A clock that stands still until it is told otherwise; it starts at 2024-06-01T12:00:00Z unless told. */
export function settableClock(start: Instant = instant(Date.UTC(2024, 5, 1, 12))): SettableClock {
  let time = start
  return {
    now: () => time,
    set(next: Instant): void {
      time = next
    },
    advance(milliseconds: number): void {
      time = instant(time + milliseconds)
    },
  }
}
