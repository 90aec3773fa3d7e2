import { StoreFailure } from '@keybox/domain'
import type { LogFile } from './log-file.ts'

/**
 * Brings what was committed onto the disk, with the event loop free meanwhile. Until it is there, others see it already,
 * and a loss of power would take it back: so nobody is told of anything that was read before `settled()` lets them.
 */
export class LogSync {
  readonly #file: LogFile
  readonly #exclusively: (task: () => Promise<void>) => Promise<void>
  #underWay: Promise<void> | undefined
  #failure: StoreFailure | undefined

  /** @param exclusively runs a task while nobody writes into the log */
  constructor(file: LogFile, exclusively: (task: () => Promise<void>) => Promise<void>) {
    this.#file = file
    this.#exclusively = exclusively
  }

  /** Whether what is in the log could be synced when that was tried last. */
  get isWell(): boolean {
    return this.#failure === undefined
  }

  /** @throws StoreFailure STORE_UNAVAILABLE unless it is well */
  assertWell(): void {
    if (this.#failure !== undefined) throw this.#failure
  }

  /**
   * To be called when a commit was written, and only when the one before is settled.
   *
   * @throws StoreFailure STORE_UNAVAILABLE: the disk failed
   */
  bringToDisk(): Promise<void> {
    return this.#run(() => this.#file.sync())
  }

  /**
   * Resolves once everything that is committed by now is on the disk; undefined: it is. Where the disk failed, it is tried
   * once more for whoever asks.
   *
   * @throws StoreFailure STORE_UNAVAILABLE: the disk failed
   */
  settled(): Promise<void> | undefined {
    if (this.isWell || this.#underWay !== undefined) return this.#underWay
    return this.#run(() => this.#exclusively(() => this.#file.writeAgain()))
  }

  #run(sync: () => Promise<void>): Promise<void> {
    const underWay = this.#outcome(sync)
    // Nobody may wait for it.
    underWay.catch(() => undefined)
    this.#underWay = underWay
    return underWay
  }

  async #outcome(sync: () => Promise<void>): Promise<void> {
    try {
      await sync()
      this.#failure = undefined
    } catch (error) {
      this.#failure = failed(error)
      throw this.#failure
    } finally {
      this.#underWay = undefined
    }
  }
}

function failed(cause: unknown): StoreFailure {
  const message = 'The disk failed to sync the write-ahead log: look at the volume of the database'
  return new StoreFailure('STORE_UNAVAILABLE', message, { cause, ailment: 'failing' })
}
