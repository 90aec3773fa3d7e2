import { setTimeout } from 'node:timers/promises'

import type { Pause, TimeLeft } from '@keybox/domain'

/** Pauses of whoever works on a request: none goes on after its deadline. */
export function pauseWithin(timeLeft: TimeLeft): Pause {
  return async (milliseconds) => {
    if (milliseconds > 0) await setTimeout(Math.max(0, Math.min(milliseconds, timeLeft())))
    return timeLeft() > 0
  }
}
