import { StoreFailure } from '@keybox/domain'

/**
 * Lets one task in at a time, in order of arrival, and turns away who would wait behind too many. A connection has one transaction, and between its begin and its
 * commit the event loop may run anybody's code: only this keeps another request's writes out of it.
 */
export class Turnstile {
  readonly #limit: number
  #last: Promise<unknown> = Promise.resolve()
  #present = 0

  /** @param limit how many tasks may be in or waiting */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Tasks that are in or wait to be let in. */
  get present(): number {
    return this.#present
  }

  /** @throws StoreFailure OVERLOADED at once, and never later */
  async pass<T>(task: () => Promise<T>): Promise<T> {
    if (this.#present >= this.#limit) {
      throw new StoreFailure('OVERLOADED', 'Too many units of work wait for their turn')
    }
    this.#present += 1
    const result = this.#last.then(task).finally(() => {
      this.#present -= 1
    })
    // Whether one succeeds is nothing to the next.
    this.#last = result.catch(() => undefined)
    return result
  }

  /** Resolves when everyone who has arrived so far is through. */
  async idle(): Promise<void> {
    await this.#last
  }
}
