import type { Rhythm } from '../interleave.ts'
import type { Stage } from '../stage.ts'

const QUICK = { sliceMs: 200, connections: 32 }
const FULL = { sliceMs: 500, connections: 32 }

/** For the figures that are promised: ten rounds. */
export function many({ quick }: Stage): Rhythm {
  return quick
    ? { ...QUICK, rounds: 4, limitMs: 5000, warmUpRequests: 5000 }
    : { ...FULL, rounds: 10, limitMs: 45_000, warmUpRequests: 20_000 }
}

/** For what is stated without a promise. */
export function few({ quick }: Stage): Rhythm {
  return quick
    ? { ...QUICK, rounds: 2, limitMs: 2000, warmUpRequests: 1000 }
    : { ...FULL, rounds: 5, limitMs: 8000, warmUpRequests: 5000 }
}
