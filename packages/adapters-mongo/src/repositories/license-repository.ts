import type {
  KeyVault,
  License,
  LicenseChanged,
  LicenseKeyTaken,
  LicenseReader,
  LicenseRepository,
} from '@keybox/domain'
import { Binary, Long, type Collection, type Filter, type UpdateFilter } from 'mongodb'
import { LATEST } from '../connection/concerns.ts'
import { toBsonDate } from '../documents/bson-date.ts'
import {
  anyOf,
  rehydrateLicense,
  toChangingFields,
  toKeyDigests,
  toLicenseDocument,
  type LicenseDocument,
} from '../documents/license-document.ts'
import { toObjectId } from '../documents/object-id.ts'
import { findUnderAny, writeUnderCurrent, type StoreSecrets } from '../secrets/store-secrets.ts'
import type { OperationOptions, ReadAccess, WriteAccess } from './access.ts'
import { insertUnique } from './insert-unique.ts'

const LICENSE_KEY_TAKEN: LicenseKeyTaken = { type: 'LicenseKeyTaken' }
const LICENSE_CHANGED: LicenseChanged = { type: 'LicenseChanged' }

export function licenseReader(
  licenses: Collection<LicenseDocument>,
  secrets: StoreSecrets,
  access: ReadAccess,
): LicenseReader {
  return {
    async findByKey(key) {
      const filter = { keyDigest: anyOf(toKeyDigests(key, secrets.keys)) }
      const found = await findUnderAny(secrets, () => access.read((options) => licenses.findOne(filter, options)))
      return found === null ? undefined : rehydrateLicense(found, key)
    },
    async findOwned(owner, key) {
      const filter = { keyDigest: anyOf(toKeyDigests(key, secrets.keys)), owner: toObjectId(owner) }
      const found = await findUnderAny(secrets, () => access.read((options) => licenses.findOne(filter, options)))
      return found === null ? undefined : rehydrateLicense(found, key)
    },
  }
}

export function licenseRepository(
  licenses: Collection<LicenseDocument>,
  secrets: StoreSecrets,
  access: WriteAccess,
): LicenseRepository {
  return {
    ...licenseReader(licenses, secrets, access),
    insert(license) {
      const unique = { field: 'keyDigest', conflict: LICENSE_KEY_TAKEN } as const
      const { writing, other } = secrets.keys
      const document = toLicenseDocument(license, writing)
      const alone = (options: OperationOptions): Promise<LicenseKeyTaken | undefined> =>
        insertUnique(licenses, document, options, unique)
      if (other === undefined) return access.create({ into: 'licenses', document, alone })
      return access.write(async (options) => {
        if (await isTakenUnder(other, licenses, license, options)) return LICENSE_KEY_TAKEN
        return writeUnderCurrent(secrets, () => alone(options))
      })
    },
    replace(next) {
      return access.write((options) => compareAndSet(licenses, next, options))
    },
    confirm(license) {
      // Past the unit's snapshot, which a primary that was paused may have taken of the past.
      return access.write(async () => {
        const found = await licenses.findOne(stateOf(license), { ...LATEST, projection: { _id: 1 } })
        return found === null ? LICENSE_CHANGED : undefined
      })
    },
  }
}

/** Under another secret the same key has another digest, so that the unique index does not see it. */
async function isTakenUnder(
  vault: KeyVault,
  licenses: Collection<LicenseDocument>,
  { key }: License,
  options: OperationOptions,
): Promise<boolean> {
  const filter = { keyDigest: new Binary(vault.digest(key)) }
  return (await licenses.findOne(filter, { ...options, projection: { _id: 1 } })) !== null
}

async function compareAndSet(
  licenses: Collection<LicenseDocument>,
  next: License,
  options: OperationOptions,
): Promise<LicenseChanged | undefined> {
  const previous = stateOf({ ...next, revision: next.revision - 1 })
  const { matchedCount } = await licenses.updateOne(previous, changeTo(next), options)
  return matchedCount === 1 ? undefined : LICENSE_CHANGED
}

function stateOf({ id, owner, revision }: License): Filter<LicenseDocument> {
  return { _id: toObjectId(id), owner: toObjectId(owner), revision: Long.fromNumber(revision) }
}

function changeTo(next: License): UpdateFilter<LicenseDocument> {
  const present = toChangingFields(next)
  return {
    $set: {
      ...present,
      services: next.services,
      revision: Long.fromNumber(next.revision),
      updatedAt: toBsonDate(next.updatedAt),
    },
    $unset: {
      ...(present.activation === undefined && { activation: true }),
      ...(present.revokedAt === undefined && { revokedAt: true }),
    },
  }
}
