import { StoreFailure, type Result, type UnitOfWork } from '@keybox/domain'

type Attempt = () => Promise<unknown>

/**
 * Remembers what failed last because the store is ill, and tries that again when asked how it is: a full disk shows in
 * writes only, a damaged page only to whoever reads it. A store that is well is asked nothing, and told well by the
 * first thing of the same kind that succeeds.
 */
export class StoreHealth {
  readonly #tryToWrite: Attempt
  #failedRead: Attempt | undefined
  #failedToWrite = false

  /** @param tryToWrite writes something small, for good, and changes nothing */
  constructor(tryToWrite: Attempt) {
    this.#tryToWrite = tryToWrite
  }

  /** @throws StoreFailure when it is ill yet */
  async check(): Promise<void> {
    if (this.#failedToWrite) {
      await this.#tryToWrite()
      this.#failedToWrite = false
    }
    const read = this.#failedRead
    if (read === undefined) return
    await read()
    if (this.#failedRead === read) this.#failedRead = undefined
  }

  read<T>(read: () => Promise<T>): Promise<T> {
    const found = read()
    found.catch((error: unknown) => {
      if (isIllness(error)) this.#failedRead = read
    })
    return found
  }

  watched(unitOfWork: UnitOfWork): UnitOfWork {
    return {
      run: async <R extends Result<unknown, unknown>>(work: Parameters<typeof unitOfWork.run<R>>[0]): Promise<R> => {
        try {
          const result = await unitOfWork.run(work)
          if (result.ok) this.#failedToWrite = false
          return result
        } catch (error) {
          if (isIllness(error)) this.#failedToWrite = true
          throw error
        }
      },
    }
  }
}

function isIllness(error: unknown): boolean {
  return error instanceof StoreFailure && error.ailment !== undefined
}
