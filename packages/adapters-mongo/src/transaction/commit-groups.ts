import { AsyncLocalStorage } from 'node:async_hooks'
import { MongoError, MongoServerError, type ClientSession, type Db } from 'mongodb'
import { TRANSACTION } from '../connection/concerns.ts'
import { inTransaction } from '../connection/socket-failure.ts'
import type { Creation } from '../repositories/access.ts'
import { commit } from './commit.ts'
import { shareDeadlines, type SharedDeadline } from './shared-deadline.ts'
import type { UnitDeadline } from './unit-deadline.ts'

/** A unit of work that has run to an Ok, and what has to be there before anybody is told of it. */
interface CreatingUnit {
  readonly deadline: UnitDeadline
  readonly creations: readonly Creation[]
}

/**
 * Commits what a unit created. False: nothing of it is there, and the unit is to be run by itself.
 *
 * @throws StoreFailure when MongoDB cannot be reached, or did not say how the commit ended
 */
export type CommitTogether = (unit: CreatingUnit) => Promise<boolean>

/** Few enough for one of them to wait for the others, and to share the end of their commit. */
const MOST_TOGETHER = 50
/** Left to a unit, in milliseconds, that is committed with others: many times what that takes. */
const LEAST_TIME_MS = 500
/** Before each is run by itself: one of them may be what the others conflict for. */
const MOST_ATTEMPTS = 3

interface Member extends CreatingUnit {
  readonly outcome: PromiseWithResolvers<boolean>
}

/**
 * Commits units that did nothing but create, and came to their end in one turn of the event loop, in one transaction: a
 * command costs this process and the server many times what one more document in it does. All of them are there then, or
 * none; what the server refuses for one of them is nobody's outcome, for all are run again then, each by itself.
 */
export function gatherCommits(database: Db): CommitTogether {
  const onNobodysAccount = AsyncLocalStorage.snapshot()
  let gathered: Member[] = []

  function send(): void {
    const all = gathered
    gathered = []
    for (let start = 0; start < all.length; start += MOST_TOGETHER) {
      void commitGroup(database, all.slice(start, start + MOST_TOGETHER))
    }
  }

  return async (unit) => {
    if (unit.deadline.limit().maxTimeMS < LEAST_TIME_MS) return false
    if (gathered.length === 0) setImmediate(onNobodysAccount, send)
    const outcome = Promise.withResolvers<boolean>()
    gathered.push({ ...unit, outcome })
    return outcome.promise
  }
}

/** Never throws: its members are told. */
async function commitGroup(database: Db, members: readonly Member[]): Promise<void> {
  const deadline = shareDeadlines(members.map((member) => member.deadline))
  const creations = members.flatMap((member) => member.creations)
  const [committed] = await Promise.allSettled([commitAll(database, deadline, creations)])
  deadline.clear()
  for (const member of members) tell(member, committed, deadline.isCommitting)
}

async function commitAll(database: Db, deadline: SharedDeadline, creations: readonly Creation[]): Promise<void> {
  const session = database.client.startSession({ causalConsistency: false })
  let attempts = 0

  async function attempt(): Promise<void> {
    deadline.beginAttempt()
    attempts += 1
    if (attempts > MOST_ATTEMPTS) throw new Error('Units of work could not be committed together')
    try {
      await insertAll(database, session, deadline, creations)
      await commit(session, deadline)
    } catch (error) {
      deadline.note(error)
      throw error
    }
  }

  try {
    await session.withTransaction(attempt, TRANSACTION)
  } finally {
    await session.endSession()
  }
}

async function insertAll(
  database: Db,
  session: ClientSession,
  deadline: SharedDeadline,
  creations: readonly Creation[],
): Promise<void> {
  for (const [into, those] of Map.groupBy(creations, (creation) => creation.into)) {
    const { signal, maxTimeMS } = deadline.limit()
    const documents = those.map(({ document }) => document)
    // As a command, because `insertMany` hides what the driver threw behind an error of its own.
    const { n } = await database.command({ insert: into, documents, maxTimeMS }, { session, signal }).catch(failed)
    if (n !== documents.length) throw new Error(`MongoDB inserted ${n} of ${documents.length} documents`)
  }
}

function failed(error: unknown): never {
  throw inTransaction(error)
}

function tell({ deadline, outcome }: Member, committed: PromiseSettledResult<void>, wasCommitting: boolean): void {
  if (committed.status === 'fulfilled') return outcome.resolve(true)
  const error: unknown = committed.reason
  if (!wasCommitting && isOfOne(error)) outcome.resolve(false)
  else outcome.reject(error instanceof MongoError ? deadline.failure(error) : error)
}

/** Not where the server cannot be reached: each would wait for it as long once more. */
function isOfOne(error: unknown): boolean {
  return !(error instanceof MongoError) || error instanceof MongoServerError
}
