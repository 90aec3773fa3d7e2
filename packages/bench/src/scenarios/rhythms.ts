import type { Rhythm } from '../interleave.ts'
import type { Stage } from '../stage.ts'

/** For the figures that are promised: at least ten rounds. */
export function many({ quick }: Stage): Rhythm {
  return {
    rounds: quick ? 4 : 10,
    sliceMs: quick ? 300 : 500,
    warmUpRequests: quick ? 10_000 : 20_000,
    connections: 32,
  }
}

/** For what is stated without a promise. */
export function few({ quick }: Stage): Rhythm {
  return { rounds: quick ? 2 : 5, sliceMs: quick ? 300 : 500, warmUpRequests: 5000, connections: 32 }
}
