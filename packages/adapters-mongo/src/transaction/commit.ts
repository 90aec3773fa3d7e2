import { setTimeout as pause } from 'node:timers/promises'
import { MongoError, MongoErrorLabel, MongoServerError, type ClientSession } from 'mongodb'
import type { UnitDeadline } from './unit-deadline.ts'

const PAUSE_MS = 50
const MAX_TIME_MS_EXPIRED = 50

/**
 * Commits, again and again while the server cannot be asked how the commit ended: committing twice is harmless.
 * https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md#unknowntransactioncommitresult
 */
export async function commit(session: ClientSession, deadline: UnitDeadline): Promise<void> {
  deadline.beginCommit()
  for (;;) {
    try {
      await session.commitTransaction()
      return
    } catch (error) {
      if (deadline.expired || !isWorthAsking(error)) throw error
    }
    await pause(PAUSE_MS)
  }
}

/** The server had its time where it says that it ran out of it. */
function isWorthAsking(error: unknown): boolean {
  const ranOutOfTime = error instanceof MongoServerError && error.code === MAX_TIME_MS_EXPIRED
  return isUnknownResult(error) && !ranOutOfTime
}

function isUnknownResult(error: unknown): boolean {
  return error instanceof MongoError && error.hasErrorLabel(MongoErrorLabel.UnknownTransactionCommitResult)
}
