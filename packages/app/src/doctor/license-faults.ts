import {
  endOfTerm,
  instant,
  parseTermMonths,
  toIsoString,
  type Finding,
  type Instant,
  type KeyRing,
  type KeyVault,
  type LicenseKey,
  type ServiceCatalog,
  type StoredLicense,
  trustedEntityId,
} from '@keybox/domain'

import { fault, warning } from './findings.ts'
import { idFaults, isTime, timeFaults } from './value-faults.ts'

const MACHINE_FORM = /^[0-9a-f]{64}$/
const DIGEST_BYTES = 32

export interface LicenseRules {
  readonly now: Instant
  readonly services: ServiceCatalog
  /** undefined: the secret is not at hand, and keys cannot be looked at */
  readonly keys: KeyRing | undefined
}

export function* licenseFaults(license: StoredLicense, rules: LicenseRules): Generator<Finding> {
  const subject = `license ${license.id}`
  yield* idFaults(subject, 'License', '_id', license.id)
  yield* placeFaults(subject, license)
  yield* termFaults(subject, license, rules.now)
  yield* stateFaults(subject, license, rules.now)
  yield* serviceFaults(subject, license, rules.services)
  if (rules.keys !== undefined) yield* keyFaults(subject, license, rules.keys.of(license.keyId))
}

function* placeFaults(subject: string, { owner, client, project, projectFacts }: StoredLicense): Generator<Finding> {
  if (projectFacts === undefined) {
    yield fault(subject, `its project ${project} does not exist`)
    return
  }
  if (projectFacts.owner !== owner) {
    yield fault(subject, `it belongs to ${owner}, but its project to ${projectFacts.owner}`)
  }
  if (projectFacts.client !== client) {
    yield fault(subject, `it is for the client ${client}, but its project for ${projectFacts.client}`)
  }
}

function* termFaults(subject: string, license: StoredLicense, now: Instant): Generator<Finding> {
  const { duration, issuedAt, expiresAt } = license
  yield* timeFaults(subject, 'issuedAt', issuedAt, now)
  const months = parseTermMonths(duration)
  if (!months.ok) {
    yield fault(subject, `its duration ${months.error.reason}`)
    return
  }
  if (!isTime(expiresAt)) {
    yield fault(subject, 'its expiresAt is no time')
    return
  }
  if (!isTime(issuedAt)) return
  const end = endOfTerm(instant(issuedAt), months.value)
  if (end === expiresAt) return
  const found = toIsoString(instant(expiresAt))
  yield fault(subject, `its term ends at ${found}, and by its months it should at ${toIsoString(end)}`)
}

/** Times of one licence may run backwards, as clocks that are set do. */
function* stateFaults(subject: string, license: StoredLicense, now: Instant): Generator<Finding> {
  const { machine, activatedAt, revokedAt, revision, updatedAt } = license
  if ((machine === undefined) !== (activatedAt === undefined)) {
    yield fault(subject, 'it has one of machine and time of activation, and not the other')
  }
  if (machine !== undefined && !MACHINE_FORM.test(machine)) yield fault(subject, 'its machine is no SHA-256 digest')
  if (activatedAt !== undefined) yield* timeFaults(subject, 'activatedAt', activatedAt, now)
  if (revokedAt !== undefined) yield* timeFaults(subject, 'revokedAt', revokedAt, now)
  yield* timeFaults(subject, 'updatedAt', updatedAt, now)
  const isChanged = machine !== undefined || revokedAt !== undefined
  if (!Number.isSafeInteger(revision) || revision < (isChanged ? 2 : 1)) {
    yield fault(subject, 'its revision does not count its changes, so that one of two at once may be lost')
  }
}

function* serviceFaults(subject: string, { services }: StoredLicense, known: ServiceCatalog): Generator<Finding> {
  if (services.length === 0) yield fault(subject, 'it includes no service')
  if (new Set(services).size !== services.length) yield fault(subject, 'it includes a service twice')
  const unknown = services.filter((name) => !known.services.some((service) => service === name))
  if (unknown.length === 0) return
  const remedy = 'Licences keep what they were sold with; add it to KEYBOX_SERVICES if it is sold still.'
  yield warning(subject, `it includes ${unknown.join(', ')}, which is not among the configured services`, remedy)
}

function* keyFaults(subject: string, license: StoredLicense, keyVault: KeyVault): Generator<Finding> {
  const { keyId, keyDigest, project } = license
  if (keyDigest.length !== DIGEST_BYTES) yield fault(subject, 'the digest of its key is none, so that it is not found')
  if (keyId !== keyVault.keyId) {
    const remedy = 'Find the secret it was issued under; with this one its key is neither found nor shown.'
    yield fault(subject, 'its key is kept under another secret than the one in use', remedy)
    return
  }
  const key = opened(license, keyVault)
  if (key === undefined) {
    yield fault(subject, 'its sealed key does not open, so that the dashboard cannot be shown')
    return
  }
  if (!Buffer.from(keyVault.digest(key)).equals(keyDigest)) {
    yield fault(subject, 'the digest is not that of its key, so that the key counts as unknown')
  }
  if (!key.reveal().startsWith(`KB-${project}-`)) yield fault(subject, 'its key names another project than its own')
}

function opened({ id, keySeal }: StoredLicense, keyVault: KeyVault): LicenseKey | undefined {
  try {
    return keyVault.open(keySeal, trustedEntityId('License', id))
  } catch {
    return undefined
  }
}
