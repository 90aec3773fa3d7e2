import {
  trustedMachineId,
  type Activation,
  type KeyRing,
  type KeyVault,
  type License,
  type LicenseKey,
  type ServiceName,
  type Services,
  type TermMonths,
} from '@keybox/domain'
import { Binary, Long, type ObjectId } from 'mongodb'
import { toBsonDate, toInstant } from './bson-date.ts'
import { toEntityId, toObjectId } from './object-id.ts'

/** A licence as the collection `licenses` holds it. Its key is there as digest and seal only, never in clear. */
export interface LicenseDocument {
  readonly _id: ObjectId
  /** 32 bytes: what the key is looked up by, and what is unique. */
  readonly keyDigest: Binary
  /** For the owner's eyes. */
  readonly keySeal: Binary
  /** The secret that digest and seal were made under. */
  readonly keyId: string
  readonly owner: ObjectId
  readonly client: ObjectId
  readonly project: ObjectId
  readonly duration: number
  readonly services: readonly string[]
  readonly issuedAt: Date
  readonly expiresAt: Date
  /** Absent: never activated. */
  readonly activation?: ActivationDocument
  /** Absent: not revoked. */
  readonly revokedAt?: Date
  /** 64 bits; the driver gives those that fit as a number. */
  readonly revision: Long | number
  readonly updatedAt: Date
}

/** What whoever has the key has use for. */
export type KeylessLicenseDocument = Omit<LicenseDocument, 'keyDigest' | 'keySeal' | 'keyId'>

interface ActivationDocument {
  /** SHA-256 of the fingerprint, 64 lower-case hex digits. */
  readonly machine: string
  readonly at: Date
}

export function toLicenseDocument(license: License, keyVault: KeyVault): LicenseDocument {
  return {
    _id: toObjectId(license.id),
    keyDigest: new Binary(keyVault.digest(license.key)),
    keySeal: new Binary(keyVault.seal(license.key, license.id)),
    keyId: keyVault.keyId,
    owner: toObjectId(license.owner),
    client: toObjectId(license.client),
    project: toObjectId(license.project),
    duration: license.duration,
    services: license.services,
    issuedAt: toBsonDate(license.issuedAt),
    expiresAt: toBsonDate(license.expiresAt),
    ...toChangingFields(license),
    revision: Long.fromNumber(license.revision),
    updatedAt: toBsonDate(license.updatedAt),
  }
}

/** What a key is looked up by: its digest under each secret that it may be under. */
export type KeyDigests = readonly [Binary, ...Binary[]]

export function toKeyDigests(key: LicenseKey, { configured, previous }: KeyRing): KeyDigests {
  const digest = new Binary(configured.digest(key))
  return previous === undefined ? [digest] : [digest, new Binary(previous.digest(key))]
}

/** The condition on `keyDigest`: with one secret, equality. */
export function anyOf([first, ...others]: KeyDigests): Binary | { readonly $in: readonly Binary[] } {
  return others.length === 0 ? first : { $in: [first, ...others] }
}

/** The optional fields; an absent fact is an absent field. */
export function toChangingFields(license: License): Pick<LicenseDocument, 'activation' | 'revokedAt'> {
  const { activation, revokedAt } = license
  return {
    ...(activation && { activation: { machine: activation.machine, at: toBsonDate(activation.at) } }),
    ...(revokedAt !== undefined && { revokedAt: toBsonDate(revokedAt) }),
  }
}

/** The licence that was stored, for one who has shown its key: nothing is unsealed. */
export function rehydrateLicense({ _id: id, ...document }: KeylessLicenseDocument, key: LicenseKey): License {
  return {
    id: toEntityId('License', id),
    key,
    owner: toEntityId('Account', document.owner),
    client: toEntityId('Client', document.client),
    project: toEntityId('Project', document.project),
    duration: document.duration as TermMonths,
    services: rehydrateServices(document.services as readonly ServiceName[]),
    issuedAt: toInstant(document.issuedAt),
    expiresAt: toInstant(document.expiresAt),
    activation: document.activation && rehydrateActivation(document.activation),
    revokedAt: document.revokedAt && toInstant(document.revokedAt),
    revision: typeof document.revision === 'number' ? document.revision : document.revision.toNumber(),
    updatedAt: toInstant(document.updatedAt),
  }
}

/** The licence that was stored, with its key unsealed: for its owner. @throws Error when the seal does not open */
export function rehydrateSealedLicense(document: LicenseDocument, keys: KeyRing): License {
  const { _id: id, keySeal, keyId } = document
  return rehydrateLicense(document, keys.of(keyId).open(keySeal.value(), toEntityId('License', id)))
}

function rehydrateActivation({ machine, at }: ActivationDocument): Activation {
  return { machine: trustedMachineId(machine), at: toInstant(at) }
}

function rehydrateServices([first, ...others]: readonly ServiceName[]): Services {
  if (first === undefined) throw new TypeError('A stored licence without services')
  return [first, ...others]
}
