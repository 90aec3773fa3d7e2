import {
  ok,
  type Account,
  type Client,
  type License,
  type Project,
  type Repositories,
  type Result,
  type Session,
  type Store,
} from '@keybox/domain'
import { aClient } from '../builders/a-client.ts'
import { aLicense } from '../builders/a-license.ts'
import { aProject } from '../builders/a-project.ts'
import { aSession } from '../builders/a-session.ts'
import { anAccount } from '../builders/an-account.ts'

/** An account with one client and one project: what every licence needs. */
export interface Seller {
  readonly account: Account
  readonly client: Client
  readonly project: Project
}

/** Commits `write` in a unit of its own. @throws Error when a write gave an Err: a mistake in the test */
export async function commit(
  store: Store,
  write: (repositories: Repositories) => Promise<Result<void, { readonly type: string }>>,
): Promise<void> {
  const committed = await store.unitOfWork.run(write)
  if (!committed.ok) throw new Error(`The store refused a test's seed: ${committed.error.type}`)
}

export async function storeAccount(store: Store, overrides: Partial<Account> = {}): Promise<Account> {
  const account = anAccount(overrides)
  await commit(store, ({ accounts }) => accounts.insert(account))
  return account
}

export async function storeSession(
  store: Store,
  { id: owner }: Pick<Account, 'id'>,
  overrides: Partial<Session> = {},
): Promise<Session> {
  const session = aSession({ owner, ...overrides })
  await commit(store, async ({ sessions }) => ok(await sessions.insert(session)))
  return session
}

export async function storeClient(store: Store, owner: Account, overrides: Partial<Client> = {}): Promise<Client> {
  const client = aClient({ owner: owner.id, ...overrides })
  await commit(store, ({ clients }) => clients.insert(client))
  return client
}

export async function storeProject(store: Store, client: Client, overrides: Partial<Project> = {}): Promise<Project> {
  const project = aProject({ owner: client.owner, client: client.id, ...overrides })
  await commit(store, async ({ projects }) => {
    await projects.insert(project)
    return ok()
  })
  return project
}

/** A licence for a project, not stored yet. */
export function aLicenseFor(project: Project, overrides: Partial<License> = {}): License {
  return aLicense({ owner: project.owner, client: project.client, project: project.id, ...overrides })
}

export async function storeLicense(store: Store, project: Project, overrides: Partial<License> = {}): Promise<License> {
  const license = aLicenseFor(project, overrides)
  await commit(store, ({ licenses }) => licenses.insert(license))
  return license
}

export async function storeSeller(store: Store): Promise<Seller> {
  const account = await storeAccount(store)
  const client = await storeClient(store, account)
  const project = await storeProject(store, client)
  return { account, client, project }
}
