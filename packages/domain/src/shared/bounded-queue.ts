import type { Overloaded } from '../ports/password-hasher.ts'
import { err, ok, type Result } from './result.ts'

export interface BoundedQueueOptions {
  /** How many pieces of work run at once. */
  readonly concurrency: number
  /** How many more may wait for their turn. */
  readonly queueLimit: number
  /** What the refused are told. */
  readonly retryAfterSeconds: number
  /** How long one may wait. Where work takes longer than was thought, a bound on how many wait does not bound that. */
  readonly patience?: Patience
}

export interface Patience {
  readonly limitMs: number
  /** Milliseconds on a clock that nobody can set. */
  readonly now: () => number
}

const WITHOUT_END: Patience = { limitMs: Infinity, now: () => 0 }

/** Work that waits for its turn, so much of it and no more: a queue without an end only moves the moment of refusal. */
export interface BoundedQueue {
  /** How much work runs at this moment. */
  readonly running: number
  /** How much waits for its turn. */
  readonly waiting: number
  /**
   * Runs `work` in its turn, first come, first served. Overloaded at once when too many wait, and when the turn comes too
   * late: whoever asked may have gone, and those behind have waited as well. Once it has begun it is never Overloaded.
   */
  run<T>(work: () => Promise<T>): Promise<Result<T, Overloaded>>
}

export function createBoundedQueue(options: BoundedQueueOptions): BoundedQueue {
  const { concurrency, queueLimit, retryAfterSeconds, patience = WITHOUT_END } = options
  const waiting: (() => void)[] = []
  let running = 0

  async function turn(): Promise<void> {
    if (running < concurrency) {
      running += 1
      return
    }
    // Whoever finishes hands its place on, so nobody can slip in between.
    await new Promise<void>((resolve) => waiting.push(resolve))
  }

  function done(): void {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }

  return {
    get running() {
      return running
    },
    get waiting() {
      return waiting.length
    },
    async run(work) {
      const overloaded = err({ type: 'Overloaded', retryAfterSeconds } as const)
      if (running >= concurrency && waiting.length >= queueLimit) return overloaded
      const asked = patience.now()
      await turn()
      try {
        if (patience.now() - asked > patience.limitMs) return overloaded
        return ok(await work())
      } finally {
        done()
      }
    },
  }
}
