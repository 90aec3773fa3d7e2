import {
  createIdGenerator,
  createPasswordHasher,
  cryptoRandomBytes,
  sha256Fingerprint,
  sha256Secret,
} from '@keybox/adapters-crypto'
import {
  activate,
  beginSession,
  digestsOf,
  firstRefreshToken,
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
  type Account,
  type Client,
  type IdGenerator,
  type Instant,
  type License,
  type Project,
  type Repositories,
  type Result,
  type ServiceName,
  type Session,
  type Store,
} from '@keybox/domain'

/** Whose licences they are, where there is one owner. */
export const SELLER = { email: 'seller@example.com', password: 'correct horse battery staple' } as const
/** The machine that every active licence is bound to. */
export const MACHINE = '4C4C4544-0044-4A10-8052-B4C04F5A3132'

const now = (): Instant => instant(Date.now())
const ids: IdGenerator = createIdGenerator({ clock: { now }, randomBytes: cryptoRandomBytes })
const name = succeed(parseDisplayName('A name'))
const duration = succeed(parseTermMonths(12))
const services = ['Hosting' as ServiceName] as const
const machine = sha256Fingerprint(present(parseFingerprint(MACHINE)))

/** All have the seller's password. */
export async function newAccount(address: string): Promise<Account> {
  const email = succeed(parseEmailAddress(address))
  const passwordHash = succeed(await createPasswordHasher().hash(succeed(parsePassword(SELLER.password))))
  return openAccount({ id: ids.next('Account'), name, email, passwordHash }, now())
}

/** Nobody has its refresh token. */
export function newSession({ id: owner }: Account): Session {
  const digests = digestsOf(firstRefreshToken(cryptoRandomBytes), sha256Secret)
  return beginSession({ id: ids.next('Session'), owner, ...digests }, now())
}

export function newClient({ id: owner }: Account): Client {
  const id = ids.next('Client')
  return registerClient({ id, owner, name, email: succeed(parseEmailAddress(`${id}@example.com`)) }, now())
}

export function newProject({ id: client, owner }: Client): Project {
  return startProject({ id: ids.next('Project'), owner, client, name }, now())
}

export function newLicense({ id: project, owner, client }: Project): License {
  const key = generateLicenseKey(project, cryptoRandomBytes)
  return issueLicense({ id: ids.next('License'), key, owner, client, project, duration, services }, now())
}

export function newActiveLicense(project: Project): License {
  const license = newLicense(project)
  return succeed(activate(license, machine, license.issuedAt))
}

/** One unit of work. */
export async function write(store: Store, work: (repositories: Repositories) => Promise<void>): Promise<void> {
  await store.unitOfWork.run(async (repositories): Promise<Result<void, never>> => {
    await work(repositories)
    return { ok: true, value: undefined }
  })
}

/** @throws Error for what cannot fail here */
export function succeed<T>(result: Result<T, object>): T {
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result.error)}`)
  return result.value
}

function present<T>(result: Result<T | undefined, object>): T {
  const value = succeed(result)
  if (value === undefined) throw new Error('Refused')
  return value
}
