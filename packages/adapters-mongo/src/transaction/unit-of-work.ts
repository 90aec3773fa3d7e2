import {
  createBoundedQueue,
  exhaustive,
  StoreFailure,
  type Repositories,
  type Result,
  type TimeLeft,
  type UnitOfWork,
} from '@keybox/domain'
import type { Db, MongoClient } from 'mongodb'
import type { Collections } from '../collections.ts'
import { closed } from '../connection/driver-failure.ts'
import { repositoriesOf, type CommittedReaders } from '../repositories/repositories.ts'
import type { StoreSecrets } from '../secrets/store-secrets.ts'
import { gatherCommits } from './commit-groups.ts'
import { runFirst } from './first-run.ts'
import { transact, type Work } from './transaction.ts'
import { startUnitDeadline, type UnitDeadline } from './unit-deadline.ts'

/** How many units may wait for their turn. With 25 at once and 20 ms each the last of them waits 0.2 s. */
const UNITS_WAITING = 256
/** Of the connections, that units may use at a moment: the rest is for reads, validation's first of all. */
const UNITS_SHARE = 0.5
/** Where the pool has no bound (`maxPoolSize=0`). */
const UNITS_OF_BOUNDLESS = 25

export interface MongoUnitOfWork extends UnitOfWork {
  /** Takes no more units and resolves when those that run have ended, also those whose callers were told to give up. */
  close(): Promise<void>
}

export interface UnitOfWorkOptions {
  readonly client: MongoClient
  readonly database: Db
  readonly collections: Collections
  readonly secrets: StoreSecrets
  readonly committed: CommittedReaders
  /** How long a unit may take, with all its retries, before its caller is told that it failed. */
  readonly timeLeft: TimeLeft
}

export function createUnitOfWork(options: UnitOfWorkOptions): MongoUnitOfWork {
  const { client, database, collections, secrets, committed, timeLeft } = options
  const running = new Set<Promise<unknown>>()
  const concurrency = Math.ceil(client.options.maxPoolSize * UNITS_SHARE) || UNITS_OF_BOUNDLESS
  const turns = createBoundedQueue({ concurrency, queueLimit: UNITS_WAITING, retryAfterSeconds: 1 })
  const commitTogether = gatherCommits(database)
  let isClosed = false

  async function run<R extends Result<unknown, unknown>>(work: (repositories: Repositories) => Promise<R>): Promise<R> {
    if (isClosed) throw closed()
    const deadline = startUnitDeadline(timeLeft())
    const inTurn = turns.run(() =>
      runUnit(deadline, async (access) => work(repositoriesOf(collections, secrets, access, committed))),
    )
    const outcome = inTurn.then((turn) => {
      if (!turn.ok) throw new StoreFailure('OVERLOADED', 'Too many units of work wait for their turn')
      return turn.value
    })
    const ended = outcome.then(forget, forget)
    function forget(): void {
      running.delete(ended)
    }
    running.add(ended)
    return deadline.bound(outcome)
  }

  async function runUnit<R extends Result<unknown, unknown>>(deadline: UnitDeadline, work: Work<R>): Promise<R> {
    const first = await runFirst(deadline, work)
    switch (first.type) {
      case 'settled':
        if (first.outcome.status === 'rejected') throw first.outcome.reason
        return first.outcome.value
      case 'creations':
        if (await commitTogether({ deadline, creations: first.creations })) return first.result
        return transact(client, deadline, work)
      case 'transaction':
        return transact(client, deadline, first.work)
      default:
        return exhaustive(first)
    }
  }

  return {
    run,
    async close() {
      isClosed = true
      await Promise.all(running)
    },
  }
}
