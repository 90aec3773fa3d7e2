import type { Store } from '@keybox/domain'
import type { StoreHealth } from './store-health.ts'

type Readers = Pick<Store, 'accounts' | 'sessions' | 'clients' | 'projects' | 'licenses'>

/** The same readers, whose failures are remembered. */
export function watchedReaders(
  { accounts, sessions, clients, projects, licenses }: Readers,
  health: StoreHealth,
): Readers {
  return {
    accounts: {
      findById: (id) => health.read(() => accounts.findById(id)),
      findByEmail: (email) => health.read(() => accounts.findByEmail(email)),
    },
    sessions: { find: (owner, id) => health.read(() => sessions.find(owner, id)) },
    clients: { find: (owner, id) => health.read(() => clients.find(owner, id)) },
    projects: { find: (owner, id) => health.read(() => projects.find(owner, id)) },
    licenses: {
      findByKey: (key) => health.read(() => licenses.findByKey(key)),
      findOwned: (owner, key) => health.read(() => licenses.findOwned(owner, key)),
    },
  }
}
