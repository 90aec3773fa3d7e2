import type { Overloaded } from '../ports/password-hasher.ts'
import { err, ok, type Result } from './result.ts'

export interface BoundedQueueOptions {
  /** How many pieces of work run at once. */
  readonly concurrency: number
  /** How many more may wait for their turn. */
  readonly queueLimit: number
  /** What the refused are told. */
  readonly retryAfterSeconds: number
}

/** Work that waits for its turn, so much of it and no more: a queue without an end only moves the moment of refusal. */
export interface BoundedQueue {
  /** How much work runs at this moment. */
  readonly running: number
  /** How much waits for its turn. */
  readonly waiting: number
  /** Runs `work` in its turn, first come, first served; Overloaded at once, and never later, when too many wait. */
  run<T>(work: () => Promise<T>): Promise<Result<T, Overloaded>>
}

export function createBoundedQueue({ concurrency, queueLimit, retryAfterSeconds }: BoundedQueueOptions): BoundedQueue {
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
      if (running >= concurrency && waiting.length >= queueLimit) return err({ type: 'Overloaded', retryAfterSeconds })
      await turn()
      try {
        return ok(await work())
      } finally {
        done()
      }
    },
  }
}
