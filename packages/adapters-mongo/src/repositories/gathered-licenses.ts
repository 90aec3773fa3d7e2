import type { LicenseReader, TimeLeft } from '@keybox/domain'
import type { Binary, Collection, FindOptions } from 'mongodb'
import { LATEST } from '../connection/concerns.ts'
import {
  anyOf,
  rehydrateLicense,
  toKeyDigests,
  type KeyDigests,
  type LicenseDocument,
} from '../documents/license-document.ts'
import { findUnderAny, type StoreSecrets } from '../secrets/store-secrets.ts'
import type { OperationOptions, ReadAccess } from './access.ts'
import { gatherFinds } from './gathered-finds.ts'
import { licenseReader } from './license-repository.ts'

/** Outside units of work, with those reads gathered that validation lives on. */
export function gatheringLicenseReader(
  licenses: Collection<LicenseDocument>,
  secrets: StoreSecrets,
  access: ReadAccess,
  timeLeft: TimeLeft,
): LicenseReader {
  const find = gatherFinds<KeyDigests, FoundLicense>(
    {
      async one(digests) {
        const filter = { keyDigest: anyOf(digests) }
        return (await access.read((options) => licenses.findOne(filter, { ...options, ...WITHOUT_SEAL }))) ?? undefined
      },
      async many(keys) {
        const found = await access.read((options) => findAll(licenses, keys, { ...options, ...WITHOUT_SEAL }))
        return namedByKey(keys, found)
      },
      nameOf: ([digest]) => nameOf(digest),
    },
    timeLeft,
  )
  return {
    ...licenseReader(licenses, secrets, access),
    async findByKey(key) {
      const digests = toKeyDigests(key, secrets.keys)
      const found = await findUnderAny(secrets, async () => (await find(digests)) ?? null)
      return found === null ? undefined : rehydrateLicense(found, key)
    },
  }
}

/** Who looks a licence up by its key has the key. */
type FoundLicense = Omit<LicenseDocument, 'keySeal' | 'keyId'>
const WITHOUT_SEAL = { projection: { keySeal: 0, keyId: 0 } } as const

function nameOf(digest: Binary): string {
  return digest.toString('base64')
}

/** Each is there under one of its key's digests, and is to be found by the first. */
function namedByKey(keys: readonly KeyDigests[], found: readonly FoundLicense[]): ReadonlyMap<string, FoundLicense> {
  const named = new Map(found.map((document) => [nameOf(document.keyDigest), document]))
  for (const [digest, ...others] of keys) {
    const document = others.map((other) => named.get(nameOf(other))).find((each) => each !== undefined)
    if (document !== undefined) named.set(nameOf(digest), document)
  }
  return named
}

/** A read of the newest is one of one document: of several the server promises less. */
async function findAll(
  licenses: Collection<LicenseDocument>,
  keys: readonly KeyDigests[],
  options: OperationOptions & FindOptions,
): Promise<readonly FoundLicense[]> {
  if (options.readConcern !== LATEST.readConcern) {
    return licenses.find({ keyDigest: { $in: keys.flat() } }, options).toArray()
  }
  const found = await Promise.all(keys.map((digests) => licenses.findOne({ keyDigest: anyOf(digests) }, options)))
  return found.filter((document) => document !== null)
}
