import type { DatabaseSync } from 'node:sqlite'
import { StoreFailure, type KeyRing, type Repositories, type Result, type UnitOfWork } from '@keybox/domain'
import { prepareAccountRepository } from '../repositories/accounts.ts'
import { prepareClientRepository } from '../repositories/clients.ts'
import { prepareLicenseRepository } from '../repositories/licenses.ts'
import { prepareProjectRepository } from '../repositories/projects.ts'
import { prepareReplyRepository } from '../repositories/replies.ts'
import { prepareSessionRepository } from '../repositories/sessions.ts'
import { CommitGroups, type CommitGroup } from './commit-groups.ts'
import type { LogFile } from './log-file.ts'
import { Turnstile } from './turnstile.ts'
import { Unit } from './unit.ts'
import type { Writer } from './writer.ts'

/**
 * How many units may run or wait. More than a server takes on of all that writes, so that a flood of one kind is not
 * what refuses the others. Those that wait share commits: it is their own work, a quarter of a millisecond each, that the
 * last of them waits for.
 */
const UNITS_PRESENT = 1024

export interface SqliteUnitOfWork extends UnitOfWork {
  /** Units that run, wait for their turn, or for their commit. */
  readonly present: number
  /**
   * To be called after a read, before anybody is told of what it gave. Waits no longer than whoever asked has time.
   *
   * @throws StoreFailure STORE_UNAVAILABLE when it may be gone after a loss of power
   */
  durable(): Promise<void> | undefined
  /** Lets the units that are in the queue run to their end and refuses any later one, and those that wait for the disk. */
  finish(): Promise<void>
}

/**
 * Units of work on one connection, one at a time; each is run once. Those of one turn of the event loop are committed
 * together, and what each of them gave is told after that.
 */
export function sqliteUnitOfWork(
  connection: DatabaseSync,
  writer: Writer,
  log: LogFile,
  keys: KeyRing,
): SqliteUnitOfWork {
  const repositoriesOf = prepareRepositories(connection, keys)
  const turnstile = new Turnstile()
  const groups = new CommitGroups(writer, turnstile, log)
  let present = 0
  let finished = false

  async function run<R extends Result<unknown, unknown>>(work: (repositories: Repositories) => Promise<R>): Promise<R> {
    // From here on, not from its turn: the waits of units behind one another would add up.
    const deadline = writer.deadline()
    if (!groups.log.isWell) {
      await durable()
      // It has no place in the queue until here.
      assertUnfinished()
    }
    const { group, outcome } = await turnstile.pass(async () => {
      const joined = await groups.join(deadline)
      const [settled] = await Promise.allSettled([runUnit(writer, joined, repositoriesOf, work)])
      if (!writer.isOpen) groups.lose(joined)
      return { group: joined, outcome: settled }
    })
    const [committed] = await Promise.allSettled([writer.inTime(group.committed, 'OUTCOME_UNKNOWN')])
    if (outcome.status === 'rejected') throw outcome.reason
    // An Err too: it may rest on what another unit of the group wrote.
    if (committed.status === 'rejected') throw committed.reason
    return outcome.value
  }

  function assertUnfinished(): void {
    if (finished) throw new StoreFailure('STORE_UNAVAILABLE', 'The store is closed')
  }

  function durable(): Promise<void> | undefined {
    const settled = groups.log.settled()
    return settled && writer.inTime(settled, 'STORE_UNAVAILABLE')
  }

  return {
    durable,
    get present() {
      return present
    },
    run: async (work) => {
      assertUnfinished()
      if (present >= UNITS_PRESENT) throw new StoreFailure('OVERLOADED', 'Too many units of work wait for their turn')
      present += 1
      try {
        return await run(work)
      } finally {
        present -= 1
      }
    },
    finish: () => {
      finished = true
      return groups.end()
    },
  }
}

async function runUnit<R extends Result<unknown, unknown>>(
  writer: Writer,
  group: CommitGroup,
  repositoriesOf: (unit: Unit) => Repositories,
  work: (repositories: Repositories) => Promise<R>,
): Promise<R> {
  writer.beginUnit()
  const unit = new Unit()
  let isKept = false
  try {
    const result = await work(repositoriesOf(unit))
    if (!result.ok) return result
    unit.assertCommittable()
    writer.keepUnit()
    isKept = true
    group.keepWrites()
    return result
  } finally {
    unit.settle()
    // Undone is the default.
    if (!isKept) writer.undoUnit()
  }
}

function prepareRepositories(connection: DatabaseSync, keys: KeyRing): (unit: Unit) => Repositories {
  const accounts = prepareAccountRepository(connection)
  const sessions = prepareSessionRepository(connection)
  const clients = prepareClientRepository(connection)
  const projects = prepareProjectRepository(connection)
  const licenses = prepareLicenseRepository(connection, keys)
  const replies = prepareReplyRepository(connection, keys)
  return (unit) => ({
    accounts: accounts(unit),
    sessions: sessions(unit),
    clients: clients(unit),
    projects: projects(unit),
    licenses: licenses(unit),
    replies: replies(unit),
  })
}
