import type { KeyVault, LicenseReader, TimeLeft } from '@keybox/domain'
import type { Binary, Collection, FindOptions } from 'mongodb'
import { LATEST } from '../connection/concerns.ts'
import { rehydrateLicense, toKeyDigest, type LicenseDocument } from '../documents/license-document.ts'
import type { OperationOptions, ReadAccess } from './access.ts'
import { gatherFinds } from './gathered-finds.ts'
import { licenseReader } from './license-repository.ts'

/** Outside units of work, with those reads gathered that validation lives on. */
export function gatheringLicenseReader(
  licenses: Collection<LicenseDocument>,
  keyVault: KeyVault,
  access: ReadAccess,
  timeLeft: TimeLeft,
): LicenseReader {
  const find = gatherFinds<Binary, FoundLicense>(
    {
      one: async (keyDigest) =>
        (await access.read((options) => licenses.findOne({ keyDigest }, { ...options, ...WITHOUT_SEAL }))) ?? undefined,
      async many(digests) {
        const found = await access.read((options) => findAll(licenses, digests, { ...options, ...WITHOUT_SEAL }))
        return new Map(found.map((document) => [nameOf(document.keyDigest), document]))
      },
      nameOf,
    },
    timeLeft,
  )
  return {
    ...licenseReader(licenses, keyVault, access),
    async findByKey(key) {
      const found = await find(toKeyDigest(key, keyVault))
      return found === undefined ? undefined : rehydrateLicense(found, key)
    },
  }
}

/** Who looks a licence up by its key has the key. */
type FoundLicense = Omit<LicenseDocument, 'keySeal' | 'keyId'>
const WITHOUT_SEAL = { projection: { keySeal: 0, keyId: 0 } } as const

function nameOf(digest: Binary): string {
  return digest.toString('base64')
}

/** A read of the newest is one of one document: of several the server promises less. */
async function findAll(
  licenses: Collection<LicenseDocument>,
  digests: readonly Binary[],
  options: OperationOptions & FindOptions,
): Promise<readonly FoundLicense[]> {
  if (options.readConcern !== LATEST.readConcern) {
    return licenses.find({ keyDigest: { $in: digests } }, options).toArray()
  }
  const found = await Promise.all(digests.map((keyDigest) => licenses.findOne({ keyDigest }, options)))
  return found.filter((document) => document !== null)
}
