import { setTimeout as pause } from 'node:timers/promises'
import { MongoError, MongoErrorLabel, MongoNetworkError, type ClientSession } from 'mongodb'
import { hasCode, MAX_TIME_MS_EXPIRED } from '../connection/server-error.ts'
import type { UnitDeadline } from './unit-deadline.ts'

const PAUSE_MS = 50

type CommitDeadline = Pick<UnitDeadline, 'beginCommit' | 'expired'>

/**
 * Commits, again and again while the server cannot be asked how the commit ended: committing twice is harmless.
 * https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md#unknowntransactioncommitresult
 */
export async function commit(session: ClientSession, deadline: CommitDeadline): Promise<void> {
  deadline.beginCommit()
  for (;;) {
    try {
      await session.commitTransaction()
      return
    } catch (thrown) {
      // Over a socket's own error the driver falls with a TypeError: it looks for a label on it.
      const error = thrown instanceof MongoError ? thrown : new MongoNetworkError(`A commit failed: ${String(thrown)}`)
      if (!isWorthAsking(error)) throw error
      await pause(PAUSE_MS)
      // Whoever waited has been told that nobody knows: to commit it now would be the greater surprise.
      if (deadline.expired) throw error
    }
  }
}

/**
 * Not where the server says that it ran out of its own time: it was told how long to try. Of those that lose their
 * connections together the driver labels the first only.
 */
function isWorthAsking(error: MongoError): boolean {
  const isUnknown = error.hasErrorLabel(MongoErrorLabel.UnknownTransactionCommitResult)
  return (isUnknown || error instanceof MongoNetworkError) && !hasCode(error, MAX_TIME_MS_EXPIRED)
}
