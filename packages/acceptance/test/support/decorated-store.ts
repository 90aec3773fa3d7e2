import { setImmediate } from 'node:timers/promises'
import { StoreFailure, type Store, type UnitOfWork } from '@keybox/domain'

/** What no reply may show in production: it stands in the failure that `unreachableStore` throws. */
export const STORE_INTERNALS = 'secret-host.internal:27017'

const fail = (): Promise<never> =>
  Promise.reject(new StoreFailure('STORE_UNAVAILABLE', `${STORE_INTERNALS} does not answer`))

/** A store that has gone away: whatever is asked fails as an adapter says it does. */
export function unreachableStore(store: Store): Store {
  return {
    accounts: { findById: fail, findByEmail: fail },
    sessions: { find: fail },
    clients: { find: fail },
    projects: { find: fail },
    licenses: { findByKey: fail, findOwned: fail },
    dashboards: { read: failingRead },
    unitOfWork: { run: fail },
    ping: fail,
    close: () => store.close(),
  }
}

/** A second server on the store of the first, which alone may close it. For `decorateStore`. */
export function onStoreOf(first: { readonly store: Store }): (own: Store) => Store {
  return (own) => ({ ...members(first.store), close: () => own.close() })
}

/**
 * The store as it is, but others have a turn between what a request reads and what it writes: a store that answers within
 * the same turn of the event loop would else serve every request whole, and nothing would ever race.
 */
export function interleaving(store: Store): Store {
  const { licenses } = store
  return {
    ...withUnitOfWork(store, (inner) => ({
      run: async (work) => {
        await setImmediate()
        return inner.run(work)
      },
    })),
    licenses: {
      findByKey: async (key) => {
        const found = await licenses.findByKey(key)
        await setImmediate()
        return found
      },
      findOwned: (owner, key) => licenses.findOwned(owner, key),
    },
  }
}

/** The store as it is, but each unit of work runs as `change` makes it. */
export function withUnitOfWork(store: Store, change: (unitOfWork: UnitOfWork) => UnitOfWork): Store {
  return { ...members(store), unitOfWork: change(store.unitOfWork) }
}

/** Member by member, because an adapter may be an object whose methods stand on its prototype. */
export function members(store: Store): Store {
  const { accounts, sessions, clients, projects, licenses, dashboards, unitOfWork } = store
  return {
    accounts,
    sessions,
    clients,
    projects,
    licenses,
    dashboards,
    unitOfWork,
    ping: () => store.ping(),
    close: () => store.close(),
  }
}

async function* failingRead(): AsyncGenerator<never> {
  yield await fail()
}
