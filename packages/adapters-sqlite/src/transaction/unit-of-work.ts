import type { DatabaseSync } from 'node:sqlite'
import { StoreFailure, type KeyVault, type Repositories, type Result, type UnitOfWork } from '@keybox/domain'
import { prepareAccountRepository } from '../repositories/accounts.ts'
import { prepareClientRepository } from '../repositories/clients.ts'
import { prepareLicenseRepository } from '../repositories/licenses.ts'
import { prepareProjectRepository } from '../repositories/projects.ts'
import { prepareReplyRepository } from '../repositories/replies.ts'
import { Turnstile } from './turnstile.ts'
import { Unit } from './unit.ts'
import type { Writer } from './writer.ts'

/**
 * How many units may run or wait. Each is a commit: where one takes 10 ms, as on a slow disk, the last of them waits for half of
 * what a unit may wait at most.
 */
const UNITS_PRESENT = 256

export interface SqliteUnitOfWork extends UnitOfWork {
  /** Units that run or wait for their turn. */
  readonly present: number
  /** Lets the units that were asked for run to their end and refuses any later one. */
  finish(): Promise<void>
}

/** Units of work on one connection, one at a time; each is run once. */
export function sqliteUnitOfWork(connection: DatabaseSync, writer: Writer, keyVault: KeyVault): SqliteUnitOfWork {
  const repositoriesOf = prepareRepositories(connection, keyVault)
  const turnstile = new Turnstile(UNITS_PRESENT)
  let finished = false
  return {
    get present() {
      return turnstile.present
    },
    run: async (work) => {
      if (finished) throw new StoreFailure('STORE_UNAVAILABLE', 'The store is closed')
      // From here on, not from its turn: the waits of units behind one another would add up.
      const deadline = writer.deadline()
      return turnstile.pass(() => runUnit(writer, deadline, repositoriesOf, work))
    },
    finish: () => {
      finished = true
      return turnstile.idle()
    },
  }
}

async function runUnit<R extends Result<unknown, unknown>>(
  writer: Writer,
  deadline: number,
  repositoriesOf: (unit: Unit) => Repositories,
  work: (repositories: Repositories) => Promise<R>,
): Promise<R> {
  await writer.begin(deadline)
  const unit = new Unit()
  try {
    const result = await work(repositoriesOf(unit))
    if (!result.ok) return result
    unit.assertCommittable()
    writer.commit()
    return result
  } finally {
    unit.settle()
    // Rollback is the default: it finds nothing to do after a commit.
    writer.rollback()
  }
}

function prepareRepositories(connection: DatabaseSync, keyVault: KeyVault): (unit: Unit) => Repositories {
  const accounts = prepareAccountRepository(connection)
  const clients = prepareClientRepository(connection)
  const projects = prepareProjectRepository(connection)
  const licenses = prepareLicenseRepository(connection, keyVault)
  const replies = prepareReplyRepository(connection, keyVault)
  return (unit) => ({
    accounts: accounts(unit),
    clients: clients(unit),
    projects: projects(unit),
    licenses: licenses(unit),
    replies: replies(unit),
  })
}
