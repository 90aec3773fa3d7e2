import { StoreFailure, type Result, type StoreAilment, type UnitOfWork } from '@keybox/domain'
import type { Touch } from './touch.ts'

/**
 * Remembers what failed last because the store is ill, and tries that again when asked how it is: a full disk shows in
 * writes only, a damaged page only to whoever reads it. A store that is well is asked nothing, and told well by the
 * first thing of the same kind that succeeds.
 */
export class StoreHealth {
  readonly #touch: Touch
  #failedRead: (() => Promise<unknown>) | undefined
  /** Why nothing could be written. */
  #unwritable: StoreAilment | undefined

  constructor(touch: Touch) {
    this.#touch = touch
  }

  /** @throws StoreFailure when it is ill yet */
  async check(): Promise<void> {
    if (this.#unwritable !== undefined) {
      await this.#touch(this.#unwritable)
      this.#unwritable = undefined
    }
    const read = this.#failedRead
    if (read === undefined) return
    await read()
    if (this.#failedRead === read) this.#failedRead = undefined
  }

  read<T>(read: () => Promise<T>): Promise<T> {
    const found = read()
    found.catch((error: unknown) => {
      if (ailmentOf(error) !== undefined) this.#failedRead = read
    })
    return found
  }

  watched(unitOfWork: UnitOfWork): UnitOfWork {
    return {
      run: async <R extends Result<unknown, unknown>>(work: Parameters<typeof unitOfWork.run<R>>[0]): Promise<R> => {
        try {
          const result = await unitOfWork.run(work)
          if (result.ok) this.#unwritable = undefined
          return result
        } catch (error) {
          this.#unwritable = ailmentOf(error) ?? this.#unwritable
          throw error
        }
      },
    }
  }
}

function ailmentOf(error: unknown): StoreAilment | undefined {
  return error instanceof StoreFailure ? error.ailment : undefined
}
