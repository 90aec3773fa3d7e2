import { StoreFailure } from '@keybox/domain'
import type { LogFile } from './log-file.ts'
import { LogSync } from './log-sync.ts'
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
 * Gathers the units of work of one turn of the event loop into one transaction, and all that come while one is brought
 * onto the disk into the next. Most of what a unit costs is its commit.
 */
export class CommitGroups {
  readonly log: LogSync
  readonly #writer: Writer
  readonly #turnstile: Turnstile
  #open: CommitGroup | undefined

  constructor(writer: Writer, turnstile: Turnstile, file: LogFile) {
    this.#writer = writer
    this.#turnstile = turnstile
    this.log = new LogSync(file, (task) => turnstile.pass(() => this.#exclusively(task)))
  }

  /**
   * For a unit whose turn it is. While a commit is on its way to the disk none is begun: other programs may have the lock
   * meanwhile, and a disk that hangs or fails finds nothing half done.
   *
   * @throws StoreFailure STORE_UNAVAILABLE when its deadline has passed, or the disk fails
   */
  async join(deadline: number): Promise<CommitGroup> {
    if (this.#open !== undefined) {
      this.#writer.assertInTime(deadline)
      return this.#open
    }
    this.log.assertWell()
    const settled = this.log.settled()
    if (settled !== undefined) await this.#writer.inTime(settled, 'STORE_UNAVAILABLE', deadline)
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

  /** Ends the one that is open, in its turn, and resolves when nothing is on its way to the disk. */
  async end(): Promise<void> {
    await this.#turnstile.pass(async () => {
      if (this.#open !== undefined) this.#commit(this.#open)
    })
    await Promise.allSettled([this.log.settled()])
  }

  #commit(group: CommitGroup): void {
    if (this.#open !== group) return
    this.#open = undefined
    try {
      if (group.hasWrites) this.#writer.commit()
      else this.#writer.rollback()
    } catch (error) {
      group.fail(error)
      return
    }
    if (!group.hasWrites) group.succeed()
    else
      this.log.bringToDisk().then(
        () => group.succeed(),
        (error: unknown) => group.fail(outcomeUnknown(error)),
      )
  }

  async #exclusively(task: () => Promise<void>): Promise<void> {
    await this.#writer.begin(this.#writer.deadline())
    try {
      await task()
    } finally {
      this.#writer.rollback()
    }
  }
}

function outcomeUnknown(cause: unknown): StoreFailure {
  const message = 'A commit was written, and the disk failed to keep it'
  return new StoreFailure('OUTCOME_UNKNOWN', message, { cause, ailment: 'failing' })
}
