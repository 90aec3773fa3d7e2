import { onTestFinished } from 'vitest'

/** Looks at something over and over while a test does other things, as a reader who is always there at the wrong moment. */
export interface Watch {
  /** Ends the watch, after one whole look at least; gives how many there were. @throws what a look threw */
  readonly stop: () => Promise<number>
}

/** Inside a test, which ends the watch at the latest: one that failed half-way stops nothing itself. */
export function watch(look: () => Promise<void>): Watch {
  const stopping = new AbortController()
  onTestFinished(() => stopping.abort())
  const watching = repeat(look, stopping.signal)
  // A look that fails is reported when the watch is stopped, not as an unhandled rejection before.
  watching.catch(() => undefined)
  return {
    stop: () => {
      stopping.abort()
      return watching
    },
  }
}

async function repeat(look: () => Promise<void>, stopping: AbortSignal): Promise<number> {
  let looks = 0
  do {
    await look()
    looks += 1
    // Looks that never leave the process would keep everything else out.
    await othersTurn()
  } while (!stopping.aborted)
  return looks
}

function othersTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
