import { createMemoryStore } from '@keybox/adapters-memory'
import {
  instant,
  ok,
  StoreFailure,
  type Client,
  type DashboardPart,
  type DashboardReader,
  type License,
  type LicenseRepository,
  type Repositories,
  type Store,
  type UnitOfWork,
} from '@keybox/domain'
import { composeUseCases, type SequencePorts, type Subject, type UseCases } from '../subjects/subject.ts'

/** By name of the fault: subjects that are wrong in one thing, of a kind that adapters have had. */
export const BROKEN_SUBJECTS: Readonly<Record<string, () => Subject>> = {
  'forgets the machine with a toggle': () =>
    storing((next) => (next.revokedAt === undefined ? next : { ...next, activation: undefined })),
  'does not store when something was changed': () => storing((next) => ({ ...next, updatedAt: next.issuedAt })),
  'shows what was made at one time in order of making': () => reading((read) => inOrderOfMaking(read)),
  'shows an empty page where the last one was full': () => reading((read) => pagingOnce(read)),
  "finds another owner's licence": () =>
    broken((store, ports) => composeUseCases(withUnits(store, strangersAllowed), ports)),
  'compares the emails of clients as they are spelt': () =>
    broken((store, ports) => composeUseCases(withUnits(store, spellingCounts), ports)),
  'lets a term end a millisecond late': () =>
    broken((store, ports) => {
      const late = { ...ports, clock: { now: () => instant(ports.clock.now() - 1) } }
      const { validateLicense } = composeUseCases(store, late)
      return { ...composeUseCases(store, ports), validateLicense }
    }),
  'loses the last licence in a restart': forgetful,
}

const GONE: UnitOfWork = { run: () => Promise.reject(new StoreFailure('STORE_UNAVAILABLE', 'Gone')) }

export function unavailable(): Subject {
  return broken((store, ports) => composeUseCases({ ...store, unitOfWork: GONE }, ports))
}

function broken(compose: (store: Store, ports: SequencePorts) => UseCases): Subject {
  const store = createMemoryStore()
  return {
    name: 'broken',
    compose: (ports) => compose(store, ports),
    restart: async () => {},
    close: () => store.close(),
  }
}

/** Writes something else than it was given. */
function storing(change: (next: License) => License): Subject {
  return broken((store, ports) =>
    composeUseCases(
      withUnits(store, ({ licenses, ...others }) => ({
        ...others,
        licenses: { ...licenses, replace: (next) => licenses.replace(change(next)) },
      })),
      ports,
    ),
  )
}

function reading(change: (read: DashboardReader['read']) => DashboardReader['read']): Subject {
  return broken((store, ports) => {
    const read = change((...query) => store.dashboards.read(...query))
    return composeUseCases({ ...store, dashboards: { read } }, ports)
  })
}

function withUnits(store: Store, change: (repositories: Repositories) => Repositories): Store {
  return { ...store, unitOfWork: { run: (work) => store.unitOfWork.run((repositories) => work(change(repositories))) } }
}

/** Licences of one time in reverse; those of different times are right, so that few dashboards are wrong. */
function inOrderOfMaking(read: DashboardReader['read']): DashboardReader['read'] {
  return async function* (...query) {
    let waiting: (DashboardPart & { type: 'license' })[] = []
    for await (const part of read(...query)) {
      const goesOn =
        part.type === 'license' && waiting.every(({ license }) => license.issuedAt === part.license.issuedAt)
      if (!goesOn) {
        yield* waiting.toReversed()
        waiting = []
      }
      if (part.type === 'license') waiting.push(part)
      else yield part
    }
    yield* waiting.toReversed()
  }
}

/** Says that there is more behind every full page. */
function pagingOnce(read: DashboardReader['read']): DashboardReader['read'] {
  return async function* (owner, only, page) {
    const clients: Client[] = []
    let more = false
    for await (const part of read(owner, only, page)) {
      if (part.type === 'client') clients.push(part.client)
      more ||= part.type === 'more'
      yield part
    }
    const last = clients.at(-1)
    if (last === undefined || more || only !== undefined || clients.length !== page?.size) return
    yield { type: 'more', after: { createdAt: last.createdAt, id: last.id } }
  }
}

function strangersAllowed(repositories: Repositories): Repositories {
  const { licenses } = repositories
  const findOwned: LicenseRepository['findOwned'] = (_, key) => licenses.findByKey(key)
  return { ...repositories, licenses: { ...licenses, findOwned } }
}

/** A client whose email is spelt otherwise is taken for a new one, and left out for want of a place. */
function spellingCounts(repositories: Repositories): Repositories {
  const { clients } = repositories
  const insert = async (client: Client): ReturnType<typeof clients.insert> => {
    const isSmall = client.email === client.email.toLowerCase()
    return isSmall ? clients.insert(client) : ok()
  }
  return { ...repositories, clients: { ...clients, insert } }
}

/** A store whose last commit was not durable yet when it was stopped: a key that was sold is unknown. */
function forgetful(): Subject {
  const store = createMemoryStore()
  let last: License | undefined
  const lost = new Set<string>()
  const known = (license: License | undefined): License | undefined =>
    license === undefined || lost.has(license.id) ? undefined : license
  const noticing = withUnits(store, ({ licenses, ...others }) => ({
    ...others,
    licenses: {
      ...licenses,
      insert: (license) => {
        last = license
        return licenses.insert(license)
      },
    },
  }))
  const licenses = {
    ...store.licenses,
    findByKey: async (key: License['key']) => known(await store.licenses.findByKey(key)),
  }
  return {
    name: 'broken',
    compose: (ports) => composeUseCases({ ...noticing, licenses }, ports),
    restart: async () => {
      if (last !== undefined) lost.add(last.id)
    },
    close: () => store.close(),
  }
}
