/**
 * Lets one task in at a time, in order of arrival. A connection has one transaction, and between its begin and its
 * commit the event loop may run anybody's code: only this keeps another request's writes out of it.
 */
export class Turnstile {
  #last: Promise<unknown> = Promise.resolve()

  pass<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task)
    // Whether one succeeds is nothing to the next.
    this.#last = result.catch(() => undefined)
    return result
  }
}
