import { createAccessTokens, createKeyVault, parseMasterSecret } from '@keybox/adapters-crypto'
import { openSqliteStore } from '@keybox/adapters-sqlite'
import type { Account, Repositories, Store } from '@keybox/domain'
import { newAccount, newActiveLicense, newClient, newProject, newSession, succeed, write } from './records.ts'

/** How many licences each project has, and how many projects each client. */
export interface Shape {
  readonly licenses: number
  readonly licensesPerProject: number
  readonly projectsPerClient: number
}

export interface Owner {
  readonly token: string
  /** One of their keys that is active, on `MACHINE`. */
  readonly activeKey: string
}

/** Keeps a unit of work, and with it the write-ahead log, of a moderate size. */
const LICENSES_A_UNIT = 10_000

/** Fills the SQLite database at `path` with one owner for each shape. */
export async function seedDatabase(path: string, secret: string, shapes: readonly Shape[]): Promise<readonly Owner[]> {
  const masterSecret = succeed(parseMasterSecret(secret))
  const store = succeed(await openSqliteStore({ path, keyVault: createKeyVault(masterSecret) }))
  const tokens = createAccessTokens(masterSecret)
  const owners: Owner[] = []
  for (const [number, shape] of shapes.entries()) {
    const account = await newAccount(`owner-${number}@example.com`)
    const activeKey = await seedOwner(store, account, shape)
    const session = newSession(account)
    await write(store, ({ sessions }) => sessions.insert(session))
    owners.push({ activeKey, token: (await tokens.issue(session, session.createdAt)).token.reveal() })
  }
  await store.close()
  return owners
}

async function seedOwner(store: Store, account: Account, shape: Shape): Promise<string> {
  await write(store, async ({ accounts }) => {
    succeed(await accounts.insert(account))
  })
  const keys: string[] = []
  while (keys.length < shape.licenses) {
    await write(store, async (repositories) => {
      const end = Math.min(keys.length + LICENSES_A_UNIT, shape.licenses)
      while (keys.length < end) keys.push(...(await insertClient(repositories, account, shape)))
    })
  }
  const [key] = keys
  if (key === undefined) throw new Error('A shape has at least one licence')
  return key
}

/** Inserts one client with all that it has and gives the keys. */
async function insertClient(
  { clients, projects, licenses }: Repositories,
  account: Account,
  shape: Shape,
): Promise<readonly string[]> {
  const client = newClient(account)
  succeed(await clients.insert(client))
  const keys: string[] = []
  for (let number = 0; number < shape.projectsPerClient; number += 1) {
    const project = newProject(client)
    await projects.insert(project)
    for (let count = 0; count < shape.licensesPerProject; count += 1) {
      const license = newActiveLicense(project)
      succeed(await licenses.insert(license))
      keys.push(license.key.reveal())
    }
  }
  return keys
}
