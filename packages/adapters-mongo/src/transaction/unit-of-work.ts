import type { KeyVault, Repositories, Result, TimeLeft, UnitOfWork } from '@keybox/domain'
import type { MongoClient } from 'mongodb'
import type { Collections } from '../collections.ts'
import { closed } from '../connection/driver-failure.ts'
import { repositoriesOf, type CommittedReaders } from '../repositories/repositories.ts'
import { transact } from './transaction.ts'
import { startUnitDeadline } from './unit-deadline.ts'

export interface MongoUnitOfWork extends UnitOfWork {
  /** Takes no more units and resolves when those that run have ended, also those whose callers were told to give up. */
  close(): Promise<void>
}

export interface UnitOfWorkOptions {
  readonly client: MongoClient
  readonly collections: Collections
  readonly keyVault: KeyVault
  readonly committed: CommittedReaders
  /** How long a unit may take, with all its retries, before its caller is told that it failed. */
  readonly timeLeft: TimeLeft
}

export function createUnitOfWork(options: UnitOfWorkOptions): MongoUnitOfWork {
  const { client, collections, keyVault, committed, timeLeft } = options
  const running = new Set<Promise<unknown>>()
  let isClosed = false

  async function run<R extends Result<unknown, unknown>>(work: (repositories: Repositories) => Promise<R>): Promise<R> {
    if (isClosed) throw closed()
    const deadline = startUnitDeadline(timeLeft())
    const outcome = transact(client, deadline, async (access) =>
      work(repositoriesOf(collections, keyVault, access, committed)),
    )
    const ended = outcome.then(forget, forget)
    function forget(): void {
      running.delete(ended)
    }
    running.add(ended)
    return deadline.bound(outcome)
  }

  return {
    run,
    async close() {
      isClosed = true
      await Promise.all(running)
    },
  }
}
