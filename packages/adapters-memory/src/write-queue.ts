/** Lets one piece of work at a time run, in the order in which they were asked for. */
export class WriteQueue {
  #last: Promise<void> = Promise.resolve()

  /** What `work` gives or throws, once all work before it has settled, however it did. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const outcome = this.#last.then(work)
    this.#last = outcome.then(ignore, ignore)
    return outcome
  }

  /** Resolves once everything that was asked for so far has settled. */
  settled(): Promise<void> {
    return this.#last
  }
}

function ignore(): void {
  // Whoever asked for the work is told how it ended; the queue only goes on.
}
