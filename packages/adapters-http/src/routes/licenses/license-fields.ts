import { type License, type LicenseStatus, toIsoString } from '@keybox/domain'
import * as v from 'valibot'
import { isoTime, key, licenseStatus, months, objectId } from '../../schema/reply-fields.ts'

/** What the owner sees of a licence, wherever it is shown. */
export const ownedLicenseFields = v.object({
  _id: objectId,
  key,
  duration: months,
  issuedAt: isoTime,
  expiresAt: isoTime,
  services: v.array(v.string()),
  status: licenseStatus,
})

/** A new licence, with whom and what it is for. */
export const licenseFields = v.object({
  ...ownedLicenseFields.entries,
  user: objectId,
  client: objectId,
  project: objectId,
})

/** One of the few places where a key leaves its wrapper: its owner is asking. */
export function presentOwnedLicense(license: License, status: LicenseStatus): v.InferInput<typeof ownedLicenseFields> {
  return {
    _id: license.id,
    key: license.key.reveal(),
    duration: license.duration,
    issuedAt: toIsoString(license.issuedAt),
    expiresAt: toIsoString(license.expiresAt),
    services: [...license.services],
    status,
  }
}

export function presentNewLicense(license: License): v.InferInput<typeof licenseFields> {
  const { owner, client, project } = license
  return { ...presentOwnedLicense(license, 'PENDING'), user: owner, client, project }
}
