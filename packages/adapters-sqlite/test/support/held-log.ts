import { onTestFinished } from 'vitest'
import { openLogFile, type LogFile } from '../../src/transaction/log-file.ts'

/** A log on a disk that does as the test says. */
export interface HeldLog {
  readonly openLog: (database: string) => Promise<LogFile>
  /** What was asked of the disk, in order. */
  readonly asked: ('sync' | 'write again')[]
  /** From here on nothing that is asked of the disk is done, until it is let go, or fails. */
  hold(): void
  letGo(): void
  /** Whatever is asked of the disk fails, and what waits, until it is let go. */
  fail(): void
}

export function heldLog(): HeldLog {
  const asked: HeldLog['asked'] = []
  let answer: PromiseWithResolvers<void> = Promise.withResolvers()
  answer.resolve()

  function hold(): void {
    wait()
    // Before the store is closed, which was opened earlier.
    onTestFinished(letGo)
  }

  function wait(): void {
    answer = Promise.withResolvers()
    // Whether anybody waits is up to the store.
    answer.promise.catch(() => undefined)
  }

  function letGo(): void {
    answer.resolve()
    wait()
    answer.resolve()
  }

  function fail(): void {
    const failure = Object.assign(new Error('EIO: i/o error, fdatasync'), { errno: -5, syscall: 'fdatasync' })
    answer.reject(failure)
    wait()
    answer.reject(failure)
  }

  async function done(what: 'sync' | 'write again', action: () => Promise<void>): Promise<void> {
    asked.push(what)
    await answer.promise
    await action()
  }

  return {
    asked,
    openLog: async (database) => {
      const file = await openLogFile(database)
      return {
        sync: () => done('sync', () => file.sync()),
        writeAgain: () => done('write again', () => file.writeAgain()),
        close: () => file.close(),
      }
    },
    hold,
    letGo,
    fail,
  }
}
