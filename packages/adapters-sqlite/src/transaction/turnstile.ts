/**
 * Lets one task in at a time, in order of arrival. A connection has one transaction, and between its begin and its
 * commit the event loop may run anybody's code: only this keeps another request's writes out of it.
 */
export class Turnstile {
  #last: Promise<unknown> = Promise.resolve()
  #present = 0

  /** Tasks that are in or wait to be let in. */
  get present(): number {
    return this.#present
  }

  pass<T>(task: () => Promise<T>): Promise<T> {
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
