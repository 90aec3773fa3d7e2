import { StoreFailure } from '@keybox/domain'
import type { Turnstile } from './turnstile.ts'
import type { Writer } from './writer.ts'

/** Units of work, one after the other in one transaction, that are made durable by one commit. */
export class CommitGroup {
  readonly #outcome = Promise.withResolvers<void>()
  #hasWrites = false

  constructor() {
    // Nobody may wait for it: units that throw do not.
    this.#outcome.promise.catch(() => undefined)
  }

  /**
   * Resolves once what its units wrote is durable. Whoever saw anything of the group's writes, as each unit sees those of
   * the ones before it, may tell of it from then on.
   *
   * @throws StoreFailure when it is not: then nothing of any of them was written, or with OUTCOME_UNKNOWN nobody knows
   */
  get committed(): Promise<void> {
    return this.#outcome.promise
  }

  get hasWrites(): boolean {
    return this.#hasWrites
  }

  /** One of its units ended with an Ok. */
  keepWrites(): void {
    this.#hasWrites = true
  }

  succeed(): void {
    this.#outcome.resolve()
  }

  fail(reason: unknown): void {
    this.#outcome.reject(reason)
  }
}

/**
 * Gathers the units of work of one turn of the event loop into one transaction. Most of what a unit costs is its commit,
 * which waits for the disk with the event loop stopped.
 */
export class CommitGroups {
  readonly #writer: Writer
  readonly #turnstile: Turnstile
  #open: CommitGroup | undefined

  constructor(writer: Writer, turnstile: Turnstile) {
    this.#writer = writer
    this.#turnstile = turnstile
  }

  /** For a unit whose turn it is. @throws StoreFailure STORE_UNAVAILABLE when its deadline has passed */
  async join(deadline: number): Promise<CommitGroup> {
    if (this.#open !== undefined) {
      this.#writer.assertInTime(deadline)
      return this.#open
    }
    await this.#writer.begin(deadline)
    const group = new CommitGroup()
    this.#open = group
    setImmediate(() => void this.#turnstile.pass(async () => this.#commit(group)))
    return group
  }

  /** SQLite has rolled back the whole transaction by itself, as it does when the disk is full. */
  lose(group: CommitGroup): void {
    if (this.#open === group) this.#open = undefined
    const message = 'A unit of work of the same transaction failed, and SQLite rolled all of it back'
    group.fail(new StoreFailure('STORE_UNAVAILABLE', message))
  }

  /** Ends the one that is open, in its turn. */
  end(): Promise<void> {
    return this.#turnstile.pass(async () => {
      if (this.#open !== undefined) this.#commit(this.#open)
    })
  }

  #commit(group: CommitGroup): void {
    if (this.#open !== group) return
    this.#open = undefined
    try {
      if (group.hasWrites) this.#writer.commit()
      else this.#writer.rollback()
      group.succeed()
    } catch (error) {
      group.fail(error)
    }
  }
}
