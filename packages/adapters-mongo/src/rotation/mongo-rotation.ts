import {
  err,
  ok,
  type KeyVault,
  type LicenseKey,
  type Result,
  type RotationRefused,
  type SecretRotation,
} from '@keybox/domain'
import { Binary, type AnyBulkWriteOperation, type Db, type MongoClient, type ObjectId } from 'mongodb'
import { collectionsOf, type Collections } from '../collections.ts'
import { COMMITTED } from '../connection/concerns.ts'
import { toStoreFailure } from '../connection/driver-failure.ts'
import { toBsonDate, toInstant } from '../documents/bson-date.ts'
import type { LicenseDocument } from '../documents/license-document.ts'
import { toEntityId } from '../documents/object-id.ts'
import { ensureLayout } from '../schema/layout.ts'
import { changeSecretDocument, readSecretDocument } from '../schema/secret-document.ts'
import { changeOver } from './change-over.ts'
import { writeEach } from './write-each.ts'

interface RotationParts {
  /** Closed with it. */
  readonly client: MongoClient
  readonly database: Db
  readonly configured: KeyVault
  readonly previous: KeyVault
}

type SealedLicense = Pick<LicenseDocument, '_id' | 'keySeal'>

export function mongoRotation({ client, database, configured, previous }: RotationParts): SecretRotation {
  const collections = collectionsOf(database, COMMITTED)
  const { licenses, replies } = collections
  const underPrevious = { keyId: previous.keyId }
  let last: ObjectId | undefined

  async function resealBatch(limit: number): ReturnType<SecretRotation['resealBatch']> {
    const behind = last === undefined ? {} : { _id: { $gt: last } }
    const options = { projection: { keySeal: 1 }, sort: { _id: 1 }, limit } as const
    const found = await licenses.find({ ...underPrevious, ...behind }, options).toArray()
    const failed = await reseal(found)
    const more = found.length === limit
    const { _id: end } = found.at(-1) ?? {}
    last = more ? end : undefined
    return { resealed: found.length - failed.length, failed, more }
  }

  /** Those of a command that ran at the same time are not failures. */
  async function reseal(found: readonly SealedLicense[]): Promise<readonly string[]> {
    await writeEach(
      licenses,
      found.flatMap((license) => resealing(license, configured, previous) ?? []),
    )
    const ids = found.map(({ _id: id }) => id)
    const unchanged = await licenses.find({ ...underPrevious, _id: { $in: ids } }, { projection: { _id: 1 } }).toArray()
    return unchanged.map(({ _id: id }) => id.toHexString())
  }

  return translatingFailures({
    begin: () => changeOver(database, configured, previous),
    remaining: async () => ({
      licenses: await licenses.countDocuments(underPrevious),
      replies: await replies.countDocuments(underPrevious),
    }),
    resealBatch,
    async fence() {
      await changeSecretDocument(database, configured, { $addToSet: { retired: previous.keyId } })
      // A change of a validator waits for the transactions that write to the collection, and those behind it obey it.
      await ensureLayout(database)
    },
    forgetReplies: async (since) =>
      (await replies.deleteMany({ ...underPrevious, keptAt: { $lte: toBsonDate(since) } })).deletedCount,
    async newestReply() {
      const [newest] = await replies.find(underPrevious).sort({ keptAt: -1 }).limit(1).toArray()
      return newest && toInstant(newest.keptAt)
    },
    finish: () => finish(database, collections, configured, previous),
    close: () => client.close(),
  })
}

/** Compare-and-set on the secret; undefined where the seal does not open. */
function resealing(
  { _id: id, keySeal }: SealedLicense,
  configured: KeyVault,
  previous: KeyVault,
): AnyBulkWriteOperation<LicenseDocument> | undefined {
  const license = toEntityId('License', id)
  let key: LicenseKey
  try {
    key = previous.open(keySeal.value(), license)
  } catch {
    return undefined
  }
  const sealed = {
    keyDigest: new Binary(configured.digest(key)),
    keySeal: new Binary(configured.seal(key, license)),
    keyId: configured.keyId,
  }
  return { updateOne: { filter: { _id: id, keyId: previous.keyId }, update: { $set: sealed } } }
}

async function finish(
  database: Db,
  { licenses, replies }: Collections,
  configured: KeyVault,
  { keyId }: KeyVault,
): Promise<Result<void, RotationRefused>> {
  const stored = await readSecretDocument(database)
  const isFenced = stored?.retired?.includes(keyId) === true
  if (stored?.previous !== undefined && !isFenced)
    return left('The store still takes records under the previous secret')
  const found = await Promise.all([licenses.findOne({ keyId }), replies.findOne({ keyId })])
  if (found.some((record) => record !== null)) return left('There are records under the previous secret')
  await changeSecretDocument(database, configured, { $unset: { previous: true } })
  return ok()
}

function left(message: string): Result<never, RotationRefused> {
  return err({ type: 'RotationRefused', message: `${message}: run it again` })
}

/** @throws StoreFailure in place of the driver's errors */
function translatingFailures(rotation: SecretRotation): SecretRotation {
  return {
    begin: () => translating(() => rotation.begin()),
    remaining: () => translating(() => rotation.remaining()),
    resealBatch: (limit) => translating(() => rotation.resealBatch(limit)),
    fence: () => translating(() => rotation.fence()),
    forgetReplies: (since) => translating(() => rotation.forgetReplies(since)),
    newestReply: () => translating(() => rotation.newestReply()),
    finish: () => translating(() => rotation.finish()),
    close: () => rotation.close(),
  }
}

async function translating<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toStoreFailure(error)
  }
}
