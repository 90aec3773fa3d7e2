import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { StoreFailure, type StoreAilment, type StoreFailureCode, type TimeLeft } from '@keybox/domain'
import { pause, within } from '../alarm.ts'
import { asStoreFailure, environmentalCause, isBusy, isInputOutputError, translatingFailures } from '../sqlite-error.ts'
import type { SqliteTuning } from '../sqlite-tuning.ts'

const RETRY_MS = 20

interface WaitTuning extends Pick<SqliteTuning, 'setAlarm' | 'monotonicClock' | 'lockWaitMs'> {
  readonly timeLeft: TimeLeft
}

/** The transactions of the one connection that writes. */
export class Writer {
  readonly #connection: DatabaseSync
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #rollback: StatementSync
  readonly #beginUnit: StatementSync
  readonly #keepUnit: StatementSync
  readonly #undoUnit: StatementSync
  readonly #tuning: WaitTuning

  constructor(connection: DatabaseSync, tuning: WaitTuning) {
    this.#connection = connection
    this.#begin = connection.prepare('BEGIN IMMEDIATE')
    this.#commit = connection.prepare('COMMIT')
    this.#rollback = connection.prepare('ROLLBACK')
    this.#beginUnit = connection.prepare('SAVEPOINT unit')
    this.#keepUnit = connection.prepare('RELEASE unit')
    this.#undoUnit = connection.prepare('ROLLBACK TO unit')
    this.#tuning = tuning
  }

  /** Whether there is a transaction. */
  get isOpen(): boolean {
    return this.#connection.isTransaction
  }

  /** Until when, on the monotonic clock, a unit that is asked for now may begin. */
  deadline(): number {
    const { monotonicClock, lockWaitMs, timeLeft } = this.#tuning
    return monotonicClock() + Math.min(lockWaitMs, timeLeft())
  }

  /** Waits for the disk until the deadline, as for a lock. @throws StoreFailure with `code` after it */
  inTime<T>(synced: Promise<T>, code: StoreFailureCode, deadline: number = this.deadline()): Promise<T> {
    const message = 'The disk did not sync the write-ahead log in time'
    const late = (): StoreFailure => new StoreFailure(code, message, { ailment: 'failing' })
    return within(this.#tuning.setAlarm, deadline - this.#tuning.monotonicClock(), synced, late)
  }

  /**
   * Waits until the deadline, with the event loop free, while another program holds the write lock. Begins nothing after
   * the deadline: whoever asked may have gone.
   *
   * @throws StoreFailure STORE_UNAVAILABLE
   */
  async begin(deadline: number): Promise<void> {
    // Only a rollback that failed leaves one open; until one succeeds there is nothing that could be begun.
    if (this.#connection.isTransaction) translatingFailures(() => this.#rollback.run())
    let locked = false
    while (this.#tuning.monotonicClock() <= deadline) {
      if (this.#tryBegin()) return
      locked = true
      await pause(this.#tuning.setAlarm, RETRY_MS)
    }
    throw tooLate(locked ? 'locked' : undefined)
  }

  /** The same for a unit that joins a transaction. @throws StoreFailure STORE_UNAVAILABLE */
  assertInTime(deadline: number): void {
    if (this.#tuning.monotonicClock() > deadline) throw tooLate()
  }

  /** What is written from here on can be undone by itself, until it is kept (https://sqlite.org/lang_savepoint.html). */
  beginUnit(): void {
    translatingFailures(() => this.#beginUnit.run())
  }

  keepUnit(): void {
    translatingFailures(() => this.#keepUnit.run())
  }

  /** Never throws: where the unit alone cannot be undone, the whole transaction is. */
  undoUnit(): void {
    if (!this.#connection.isTransaction) return
    try {
      this.#undoUnit.run()
      this.#keepUnit.run()
    } catch {
      this.rollback()
    }
  }

  /**
   * Written when it returns, and as durable as the connection makes it. Whatever it throws, the transaction is over and the
   * connection can begin another one.
   *
   * @throws StoreFailure OUTCOME_UNKNOWN when the disk failed: the log may hold the whole commit, to be found by the next
   *   start; STORE_UNAVAILABLE for any other reason: nothing was written
   */
  commit(): void {
    try {
      this.#commit.run()
    } catch (error) {
      this.rollback()
      const ailment = environmentalCause(error)?.ailment
      throw isInputOutputError(error)
        ? new StoreFailure('OUTCOME_UNKNOWN', 'The disk failed while a commit was written', { cause: error, ailment })
        : refusedCommit(error)
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

function tooLate(ailment?: StoreAilment): StoreFailure {
  return new StoreFailure('STORE_UNAVAILABLE', 'The write lock of the database could not be had in time', { ailment })
}

function refusedCommit(cause: unknown): StoreFailure {
  const { ailment, remedy } = environmentalCause(cause) ?? {}
  const message = remedy === undefined ? 'SQLite refused the commit' : `SQLite refused the commit: ${remedy}`
  return new StoreFailure('STORE_UNAVAILABLE', message, { cause, ailment })
}
