import { createAccessTokens, createKeyVault, parseMasterSecret } from '@keybox/adapters-crypto'
import { openSqliteStore } from '@keybox/adapters-sqlite'
import { aClient, aLicense, aMachine, anAccount, aProject } from '@keybox/contracts'
import { err, instant, ok, type Account, type Repositories, type Store } from '@keybox/domain'

/** How many licences each project has, and how many projects each client. */
export interface Shape {
  readonly licenses: number
  readonly licensesPerProject: number
  readonly projectsPerClient: number
}

export interface Owner {
  readonly token: string
  /** One of their keys that is active on a machine whose fingerprint is `machine-1`. */
  readonly activeKey: string
}

/** Keeps a unit of work, and with it the write-ahead log, of a moderate size. */
const LICENSES_A_UNIT = 10_000

/** Fills the database at `path` with one owner for each shape. */
export async function seedDatabase(path: string, secret: string, shapes: readonly Shape[]): Promise<readonly Owner[]> {
  const masterSecret = parseMasterSecret(secret)
  if (!masterSecret.ok) throw new Error(masterSecret.error.reason)
  const store = await openSqliteStore({ path, keyVault: createKeyVault(masterSecret.value) })
  if (!store.ok) throw new Error(store.error.message)
  const tokens = createAccessTokens(masterSecret.value)
  const owners: Owner[] = []
  for (const shape of shapes) {
    const account = anAccount()
    const activeKey = await seedOwner(store.value, account, shape)
    owners.push({ activeKey, token: (await tokens.issue(account.id, instant(Date.now()))).reveal() })
  }
  await store.value.close()
  return owners
}

async function seedOwner({ unitOfWork }: Store, account: Account, shape: Shape): Promise<string> {
  await unitOfWork.run(({ accounts }) => accounts.insert(account))
  let key: string | undefined
  for (let stored = 0; stored < shape.licenses;) {
    const committed = await unitOfWork.run(async (repositories) => {
      let written = 0
      while (written < LICENSES_A_UNIT && stored + written < shape.licenses) {
        const keys = await insertClient(repositories, account, shape)
        if (keys.length === 0) return err({ type: 'NotSeeded' })
        key ??= keys[0]
        written += keys.length
      }
      return ok(written)
    })
    if (!committed.ok) throw new Error('The store refused a seed')
    stored += committed.value
  }
  if (key === undefined) throw new Error('A shape has at least one licence')
  return key
}

/** Inserts one client with all that it has and gives the keys, all active on one machine. */
async function insertClient(
  { clients, projects, licenses }: Repositories,
  { id: owner }: Account,
  shape: Shape,
): Promise<readonly string[]> {
  const client = aClient({ owner })
  await clients.insert(client)
  const keys: string[] = []
  const now = instant(Date.now())
  for (let number = 0; number < shape.projectsPerClient; number += 1) {
    const project = aProject({ owner, client: client.id })
    await projects.insert(project)
    for (let count = 0; count < shape.licensesPerProject; count += 1) {
      const ids = { owner, client: client.id, project: project.id }
      const license = aLicense({ ...ids, issuedAt: now, activation: { machine: aMachine(), at: now } })
      await licenses.insert(license)
      keys.push(license.key.reveal())
    }
  }
  return keys
}
