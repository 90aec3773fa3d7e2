import { settableClock } from '@keybox/contracts'
import { instant, type Clock } from '@keybox/domain'

/** Time that stands still until it is told to go on. */
export interface TestClock extends Clock {
  /** @param time ISO 8601, or epoch milliseconds */
  set(time: string | number): void
  advance(milliseconds: number): void
}

export const SECOND = 1000
export const MINUTE: number = 60 * SECOND
export const DAY: number = 24 * 60 * MINUTE

export function testClock(start: string): TestClock {
  const clock = settableClock(instant(Date.parse(start)))
  return {
    now: () => clock.now(),
    set: (time) => clock.set(instant(typeof time === 'number' ? time : Date.parse(time))),
    advance: (milliseconds) => clock.advance(milliseconds),
  }
}
