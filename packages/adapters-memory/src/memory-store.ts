import { StoreFailure, type Repositories, type Store, type UnitOfWork } from '@keybox/domain'
import { accountReader, accountRepository } from './accounts.ts'
import { clientReader, clientRepository } from './clients.ts'
import { dashboardReader } from './dashboards.ts'
import { licenseReader, licenseRepository } from './licenses.ts'
import { projectReader, projectRepository } from './projects.ts'
import { replyRepository } from './replies.ts'
import { sessionReader, sessionRepository } from './sessions.ts'
import { EMPTY_STATE, type State, type StateSource } from './state.ts'
import { openUnit, type Unit } from './unit.ts'
import { WriteQueue } from './write-queue.ts'

/**
 * A store in the memory of this process, gone when it ends. It keeps every promise of the ports but durability: what is
 * committed is one immutable value, a unit of work stages another, and a commit puts that in its place.
 */
export function createMemoryStore(): Store {
  const queue = new WriteQueue()
  let committed: State = EMPTY_STATE
  let closed = false
  const readable: StateSource = () => {
    if (closed) throw new StoreFailure('STORE_UNAVAILABLE', 'The store is closed')
    return committed
  }

  const unitOfWork: UnitOfWork = {
    run: async (work) => {
      readable()
      return queue.run(async () => {
        const unit = openUnit(committed)
        const result = await settle(unit, work)
        if (result.ok) committed = unit.result()
        return result
      })
    },
  }

  return {
    accounts: accountReader(readable),
    sessions: sessionReader(readable),
    clients: clientReader(readable),
    projects: projectReader(readable),
    licenses: licenseReader(readable),
    dashboards: dashboardReader(readable),
    unitOfWork,
    ping: async () => void readable(),
    close: async () => {
      closed = true
      await queue.settled()
      committed = EMPTY_STATE
    },
  }
}

/** Runs the callback and, however it settles, takes its repositories away. */
async function settle<R>(unit: Unit, work: (repositories: Repositories) => Promise<R>): Promise<R> {
  try {
    return await work({
      accounts: accountRepository(unit),
      sessions: sessionRepository(unit),
      clients: clientRepository(unit),
      projects: projectRepository(unit),
      licenses: licenseRepository(unit),
      replies: replyRepository(unit),
    })
  } finally {
    unit.end()
  }
}
