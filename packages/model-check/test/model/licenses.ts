import { createHash } from 'node:crypto'
import { monthsLater } from './calendar.ts'
import { failure, success, type Answer, type LicenseModel, type Model } from './model.ts'

export type Order = Pick<LicenseModel, 'id' | 'key' | 'owner' | 'client' | 'project' | 'duration' | 'services'>

export function issued(model: Model, order: Order): LicenseModel {
  return {
    ...order,
    issuedAt: model.now,
    expiresAt: monthsLater(model.now, order.duration),
    activation: undefined,
    revokedAt: undefined,
    revision: 1,
    updatedAt: model.now,
  }
}

export function statusOf(license: LicenseModel, now: number): string {
  if (now >= license.expiresAt) return 'EXPIRED'
  if (license.revokedAt !== undefined) return 'REVOKED'
  return license.activation === undefined ? 'PENDING' : 'ACTIVE'
}

/** A licence as a reply shows it: a copy, without what it has not. */
export function shown(license: LicenseModel): object {
  const { activation, revokedAt, ...rest } = license
  return {
    ...rest,
    services: [...license.services],
    ...(activation && { activation: { ...activation } }),
    ...(revokedAt !== undefined && { revokedAt }),
  }
}

/** `undefined` for a key that no licence has. */
export function activated(model: Model, license: LicenseModel | undefined, fingerprint: string | undefined): Answer {
  if (license === undefined) return failure('LicenseNotFound')
  if (fingerprint === undefined) return failure('FingerprintMissing')
  const machine = digest(fingerprint)
  const status = statusOf(license, model.now)
  if (status === 'EXPIRED') return failure('LicenseExpired')
  if (status === 'REVOKED') return failure('LicenseRevoked')
  if (license.activation?.machine === machine) return success({ license: shown(license), first: false }, 'again')
  if (license.activation !== undefined) return failure('BoundToAnotherMachine')
  license.activation = { machine, at: model.now }
  changed(model, license)
  return success({ license: shown(license), first: true }, 'first')
}

/** `wanted` undefined toggles. A licence of somebody else is none. */
export function revocation(
  model: Model,
  owner: string,
  license: LicenseModel | undefined,
  wanted: boolean | undefined,
): Answer {
  if (license?.owner !== owner) return failure('LicenseNotFound')
  const status = statusOf(license, model.now)
  if (status === 'EXPIRED' || (status === 'PENDING' && wanted === undefined)) return failure('NotToggleable')
  const isRevoked = status === 'REVOKED'
  const revoked = wanted ?? !isRevoked
  if (revoked !== isRevoked) {
    license.revokedAt = revoked ? model.now : undefined
    changed(model, license)
  }
  const now = statusOf(license, model.now)
  const isChange = revoked !== isRevoked
  return success({ license: shown(license), status: now, changed: isChange }, `${status} → ${now}`)
}

export function verdict(model: Model, license: LicenseModel | undefined, fingerprint: string | undefined): Answer {
  const told = judged(model, license, fingerprint)
  return { outcome: String(told['status']), reply: { verdict: told, proven: isProven(license, fingerprint) } }
}

function isProven(license: LicenseModel | undefined, fingerprint: string | undefined): boolean {
  return fingerprint !== undefined && license?.activation?.machine === digest(fingerprint)
}

function judged(
  { now }: Model,
  license: LicenseModel | undefined,
  fingerprint: string | undefined,
): Readonly<Record<string, unknown>> {
  if (license === undefined) return { status: 'invalid' }
  const status = statusOf(license, now)
  if (status === 'EXPIRED') return { status: 'expired', expiresAt: license.expiresAt }
  if (status === 'REVOKED') return { status: 'revoked' }
  if (status === 'PENDING') return { status: 'pending' }
  return isProven(license, fingerprint) ? { status: 'active', license: shown(license) } : { status: 'machine_mismatch' }
}

function changed(model: Model, license: LicenseModel): void {
  license.revision += 1
  license.updatedAt = model.now
}

function digest(fingerprint: string): string {
  return createHash('sha256').update(fingerprint, 'utf8').digest('hex')
}
