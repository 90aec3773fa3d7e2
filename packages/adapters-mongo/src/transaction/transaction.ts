import type { Result } from '@keybox/domain'
import { MongoError, type ClientSession, type MongoClient } from 'mongodb'
import { TRANSACTION } from '../connection/concerns.ts'
import type { WriteAccess } from '../repositories/access.ts'
import { commit } from './commit.ts'
import type { UnitDeadline } from './unit-deadline.ts'
import { openUnitScope } from './unit-scope.ts'

/** A unit's callback. */
export type Work<R> = (access: WriteAccess) => Promise<R>

/**
 * Runs `work` in a transaction: again where the server says that it may be (a write conflict, an election), committed
 * on an Ok, aborted on an Err and on a throw. However it ends, the session has.
 */
export async function transact<R extends Result<unknown, unknown>>(
  client: MongoClient,
  deadline: UnitDeadline,
  work: Work<R>,
): Promise<R> {
  // Not causally consistent: a transaction on the primary reads everything that is committed, and needs no token for it.
  const session = client.startSession({ causalConsistency: false })
  try {
    return await session.withTransaction(() => attempt(session, deadline, work), TRANSACTION)
  } catch (error) {
    throw error instanceof MongoError ? deadline.failure(error) : error
  } finally {
    await session.endSession()
  }
}

async function attempt<R extends Result<unknown, unknown>>(
  session: ClientSession,
  deadline: UnitDeadline,
  work: Work<R>,
): Promise<R> {
  deadline.beginAttempt()
  try {
    const result = await runScoped(session, deadline, work)
    // To end it in here tells the driver not to commit; committing in here bounds how long that is tried.
    await (result.ok ? commit(session, deadline) : session.abortTransaction())
    return result
  } catch (error) {
    deadline.note(error)
    throw error
  }
}

async function runScoped<R extends Result<unknown, unknown>>(
  session: ClientSession,
  deadline: UnitDeadline,
  work: Work<R>,
): Promise<R> {
  const scope = openUnitScope(session, deadline)
  const outcome = await settled(work(scope.access))
  await scope.end()
  if (scope.failure !== undefined) throw scope.failure.error
  if (outcome.status === 'rejected') throw outcome.reason
  if (outcome.value.ok && scope.lost) throw new Error('A unit of work gave an Ok although a write had met a conflict')
  return outcome.value
}

async function settled<T>(work: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [outcome] = await Promise.allSettled([work])
  return outcome
}
