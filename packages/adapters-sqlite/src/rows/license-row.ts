import type { SQLInputValue } from 'node:sqlite'
import {
  instant,
  trustedEntityId,
  trustedMachineId,
  type Activation,
  type KeyVault,
  type License,
  type LicenseId,
  type LicenseKey,
  type Services,
  type TermMonths,
} from '@keybox/domain'
import { integer, nullable, text, type Row } from './column.ts'

/** All but the key's own: whoever looks a licence up by its key has the key, and nothing is unsealed. */
export const LICENSE_COLUMNS: string = `_id, owner, client, project, duration, services, issued_at, expires_at,
  machine, activated_at, revoked_at, revision, updated_at`

export const INSERT_LICENSE: string = `
  INSERT INTO licenses (_id, key_digest, key_seal, key_id, owner, client, project, duration, services, issued_at,
    expires_at, machine, activated_at, revoked_at, revision, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (key_digest) DO NOTHING`

/** Compare-and-set on the revision. */
export const REPLACE_LICENSE: string = `
  UPDATE licenses SET services = ?, machine = ?, activated_at = ?, revoked_at = ?, revision = ?, updated_at = ?
  WHERE _id = ? AND owner = ? AND revision = ?`

/** In the order of INSERT_LICENSE. The key leaves as its digest and its seal, never as it is. */
export function licenseValues(license: License, keyVault: KeyVault): SQLInputValue[] {
  const { id, key, owner, client, project, duration, services, issuedAt, expiresAt } = license
  return [
    id,
    keyVault.digest(key),
    keyVault.seal(key, id),
    keyVault.keyId,
    owner,
    client,
    project,
    duration,
    JSON.stringify(services),
    issuedAt,
    expiresAt,
    license.activation?.machine ?? null,
    license.activation?.at ?? null,
    license.revokedAt ?? null,
    license.revision,
    license.updatedAt,
  ]
}

/** In the order of REPLACE_LICENSE. */
export function licenseReplacement(next: License): SQLInputValue[] {
  return [
    JSON.stringify(next.services),
    next.activation?.machine ?? null,
    next.activation?.at ?? null,
    next.revokedAt ?? null,
    next.revision,
    next.updatedAt,
    next.id,
    next.owner,
    next.revision - 1,
  ]
}

/** From LICENSE_COLUMNS. Trusts the store: nothing but `licenseValues` wrote the row, so no rule is checked again. */
export function rehydrateLicense(row: Row, key: LicenseKey): License {
  return {
    id: rehydrateLicenseId(row),
    key,
    owner: trustedEntityId('Account', text(row, 'owner')),
    client: trustedEntityId('Client', text(row, 'client')),
    project: trustedEntityId('Project', text(row, 'project')),
    duration: integer(row, 'duration') as TermMonths,
    services: JSON.parse(text(row, 'services')) as Services,
    issuedAt: instant(integer(row, 'issued_at')),
    expiresAt: instant(integer(row, 'expires_at')),
    activation: nullable(row, 'machine', rehydrateActivation),
    revokedAt: nullable(row, 'revoked_at', (from, column) => instant(integer(from, column))),
    revision: integer(row, 'revision'),
    updatedAt: instant(integer(row, 'updated_at')),
  }
}

/** Known before the key is, which opens for this licence only. */
export function rehydrateLicenseId(row: Row): LicenseId {
  return trustedEntityId('License', text(row, '_id'))
}

function rehydrateActivation(row: Row): Activation {
  return { machine: trustedMachineId(text(row, 'machine')), at: instant(integer(row, 'activated_at')) }
}
