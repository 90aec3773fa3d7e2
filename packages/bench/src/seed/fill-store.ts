import { createIdGenerator, cryptoRandomBytes, createPasswordHasher, sha256Fingerprint } from '@keybox/adapters-crypto'
import {
  activate,
  generateLicenseKey,
  instant,
  issueLicense,
  openAccount,
  parseDisplayName,
  parseEmailAddress,
  parseFingerprint,
  parsePassword,
  parseTermMonths,
  registerClient,
  startProject,
  type IdGenerator,
  type License,
  type MachineId,
  type Project,
  type Repositories,
  type Result,
  type ServiceName,
  type Store,
} from '@keybox/domain'

/** Whose licences they are. */
export const SELLER = { email: 'seller@example.com', password: 'correct horse battery staple' } as const
/** The machine that every active licence is bound to. */
export const MACHINE = '4C4C4544-0044-4A10-8052-B4C04F5A3132'

export interface Filling {
  readonly active: number
  readonly pending: number
  /** Licences a unit of work. */
  readonly unit: number
}

export interface Filled {
  readonly clientId: string
  readonly activeKeys: readonly string[]
  readonly pendingKeys: readonly string[]
}

/** One account, client and project with that many licences, through the ports that the server writes by. */
export async function fillStore(store: Store, { active, pending, unit }: Filling): Promise<Filled> {
  const now = instant(Date.now())
  const ids = createIdGenerator({ clock: { now: () => now }, randomBytes: cryptoRandomBytes })
  const project = await writeSeller(store, ids)
  const machine = sha256Fingerprint(present(parseFingerprint(MACHINE)))
  const draw = (): License => drawLicense(project, ids)
  const activeKeys = await writeLicenses(store, active, unit, () => activated(draw(), machine))
  const pendingKeys = await writeLicenses(store, pending, unit, draw)
  return { clientId: project.client, activeKeys, pendingKeys }
}

async function writeSeller(store: Store, ids: IdGenerator): Promise<Project> {
  const now = instant(Date.now())
  const name = succeed(parseDisplayName('A seller'))
  const email = succeed(parseEmailAddress(SELLER.email))
  const passwordHash = succeed(await createPasswordHasher().hash(succeed(parsePassword(SELLER.password))))
  const account = openAccount({ id: ids.next('Account'), name, email, passwordHash }, now)
  const client = registerClient({ id: ids.next('Client'), owner: account.id, name, email }, now)
  const project = startProject({ id: ids.next('Project'), owner: account.id, client: client.id, name }, now)
  await write(store, async ({ accounts, clients, projects }) => {
    succeed(await accounts.insert(account))
    succeed(await clients.insert(client))
    await projects.insert(project)
  })
  return project
}

async function writeLicenses(store: Store, count: number, unit: number, draw: () => License): Promise<string[]> {
  const keys: string[] = []
  while (keys.length < count) {
    const drawn = Array.from({ length: Math.min(unit, count - keys.length) }, draw)
    await write(store, async ({ licenses }) => {
      for (const license of drawn) succeed(await licenses.insert(license))
    })
    for (const { key } of drawn) keys.push(key.reveal())
  }
  return keys
}

function drawLicense({ id, owner, client }: Project, ids: IdGenerator): License {
  const key = generateLicenseKey(id, cryptoRandomBytes)
  const duration = succeed(parseTermMonths(12))
  const services = ['Hosting' as ServiceName] as const
  const order = { id: ids.next('License'), key, owner, client, project: id, duration, services }
  return issueLicense(order, instant(Date.now()))
}

function activated(license: License, machine: MachineId): License {
  return succeed(activate(license, machine, license.issuedAt))
}

async function write(store: Store, work: (repositories: Repositories) => Promise<void>): Promise<void> {
  await store.unitOfWork.run(async (repositories): Promise<Result<void, never>> => {
    await work(repositories)
    return { ok: true, value: undefined }
  })
}

/** @throws Error for what cannot fail here */
function succeed<T>(result: Result<T, object>): T {
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result.error)}`)
  return result.value
}

function present<T>(result: Result<T | undefined, object>): T {
  const value = succeed(result)
  if (value === undefined) throw new Error('Refused')
  return value
}
