import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { StoreFailure } from '@keybox/domain'
import { pause, type SetAlarm } from '../alarm.ts'
import { asStoreFailure, isBusy, isInputOutputError, translatingFailures } from '../sqlite-error.ts'

const RETRY_MS = 20

/** The transactions of the one connection that writes. */
export class Writer {
  readonly #connection: DatabaseSync
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #rollback: StatementSync
  readonly #setAlarm: SetAlarm
  readonly #lockWaitMs: number

  constructor(connection: DatabaseSync, setAlarm: SetAlarm, lockWaitMs: number) {
    this.#connection = connection
    this.#begin = connection.prepare('BEGIN IMMEDIATE')
    this.#commit = connection.prepare('COMMIT')
    this.#rollback = connection.prepare('ROLLBACK')
    this.#setAlarm = setAlarm
    this.#lockWaitMs = lockWaitMs
  }

  /**
   * Waits, with the event loop free, while another program holds the write lock.
   *
   * @throws StoreFailure STORE_UNAVAILABLE
   */
  async begin(): Promise<void> {
    // Only a rollback that failed leaves one open; until one succeeds there is nothing that could be begun.
    if (this.#connection.isTransaction) translatingFailures(() => this.#rollback.run())
    for (let waitedMs = 0; !this.#tryBegin(); waitedMs += RETRY_MS) {
      if (waitedMs >= this.#lockWaitMs) {
        throw new StoreFailure('STORE_UNAVAILABLE', 'Another program holds the write lock of the database')
      }
      await pause(this.#setAlarm, RETRY_MS)
    }
  }

  /**
   * Durable when it returns. Whatever it throws, the transaction is over and the connection can begin another one.
   *
   * @throws StoreFailure OUTCOME_UNKNOWN when the disk failed: the log may hold the whole commit, to be found by the next
   *   start; STORE_UNAVAILABLE for any other reason: nothing was written
   */
  commit(): void {
    try {
      this.#commit.run()
    } catch (error) {
      this.rollback()
      throw isInputOutputError(error)
        ? new StoreFailure('OUTCOME_UNKNOWN', 'The disk failed while a commit was written', { cause: error })
        : new StoreFailure('STORE_UNAVAILABLE', 'SQLite refused the commit', { cause: error })
    }
  }

  /** Never throws: whoever rolls back has a reason to tell of already, and `begin` tries again. */
  rollback(): void {
    // SQLite has done it by itself after some failures (https://sqlite.org/lang_transaction.html#response_to_errors).
    if (!this.#connection.isTransaction) return
    try {
      this.#rollback.run()
    } catch {
      // Left to the next `begin`.
    }
  }

  #tryBegin(): boolean {
    try {
      this.#begin.run()
      return true
    } catch (error) {
      if (isBusy(error)) return false
      throw asStoreFailure(error)
    }
  }
}
