import type { Store } from '@keybox/domain'
type Readers = Pick<Store, 'accounts' | 'sessions' | 'clients' | 'projects' | 'licenses'>

/** How one read is done. */
export type Watch = <T>(read: () => Promise<T>) => Promise<T>

/** The same readers, each read of whom is watched. */
export function watchedReaders({ accounts, sessions, clients, projects, licenses }: Readers, watch: Watch): Readers {
  return {
    accounts: {
      findById: (id) => watch(() => accounts.findById(id)),
      findByEmail: (email) => watch(() => accounts.findByEmail(email)),
    },
    sessions: { find: (owner, id) => watch(() => sessions.find(owner, id)) },
    clients: { find: (owner, id) => watch(() => clients.find(owner, id)) },
    projects: { find: (owner, id) => watch(() => projects.find(owner, id)) },
    licenses: {
      findByKey: (key) => watch(() => licenses.findByKey(key)),
      findOwned: (owner, key) => watch(() => licenses.findOwned(owner, key)),
    },
  }
}
