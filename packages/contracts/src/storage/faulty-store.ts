import type { LicenseRepository, ProjectRepository, ClientRepository, Repositories, Store } from '@keybox/domain'

/** Where createProject can be cut off, in the order it gets there. */
export const FAULT_POINTS = [
  'before the client check',
  'after the client check',
  'before the project is written',
  'after the project is written',
  'before the licence is written',
  'after the licence is written',
  'before the commit',
] as const

export type FaultPoint = (typeof FAULT_POINTS)[number]

/** What a faulty store throws: nothing that a store or a use case would know. */
export class InjectedFault extends Error {
  constructor(point: FaultPoint) {
    super(`Injected ${point}`)
    this.name = 'InjectedFault'
  }
}

/** The store as it is, save that every unit of work that gets to `point` throws there. */
export function faultyStore(store: Store, point: FaultPoint): Store {
  const pass = (reached: FaultPoint): void => {
    if (reached === point) throw new InjectedFault(point)
  }
  return {
    ...store,
    unitOfWork: {
      run: (work) =>
        store.unitOfWork.run(async (repositories) => {
          const result = await work(faultyRepositories(repositories, pass))
          pass('before the commit')
          return result
        }),
    },
  }
}

function faultyRepositories(repositories: Repositories, pass: (reached: FaultPoint) => void): Repositories {
  const clients: ClientRepository = {
    insert: (client) => repositories.clients.insert(client),
    async find(owner, id) {
      pass('before the client check')
      const found = await repositories.clients.find(owner, id)
      pass('after the client check')
      return found
    },
  }
  const projects: ProjectRepository = {
    find: (owner, id) => repositories.projects.find(owner, id),
    async insert(project) {
      pass('before the project is written')
      await repositories.projects.insert(project)
      pass('after the project is written')
    },
  }
  const licenses: LicenseRepository = {
    findByKey: (key) => repositories.licenses.findByKey(key),
    findOwned: (owner, key) => repositories.licenses.findOwned(owner, key),
    replace: (next) => repositories.licenses.replace(next),
    confirm: (license) => repositories.licenses.confirm(license),
    async insert(license) {
      pass('before the licence is written')
      const inserted = await repositories.licenses.insert(license)
      pass('after the licence is written')
      return inserted
    },
  }
  return { ...repositories, clients, projects, licenses }
}
