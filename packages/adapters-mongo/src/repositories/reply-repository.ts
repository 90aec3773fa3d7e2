import {
  REPLY_KEPT_MS,
  type IdempotencyKeyTaken,
  type KeyRing,
  type KeyVault,
  type NamedRequest,
  type ReplyRepository,
} from '@keybox/domain'
import type { Collection, Document } from 'mongodb'
import { LATEST } from '../connection/concerns.ts'
import { toBsonDate } from '../documents/bson-date.ts'
import { rehydrateReply, toReplyFields, toReplyId, type ReplyDocument } from '../documents/reply-document.ts'
import { findUnderAny, writeUnderCurrent, type StoreSecrets } from '../secrets/store-secrets.ts'
import type { OperationOptions, WriteAccess } from './access.ts'
import { unlessDuplicate, type UniqueField } from './insert-unique.ts'

const UNIQUE: UniqueField<'_id', IdempotencyKeyTaken> = { field: '_id', conflict: { type: 'IdempotencyKeyTaken' } }

/** By how much the clocks of a server and of MongoDB may differ without a reply being removed too early. */
const CLOCK_TOLERANCE_MS = 3_600_000

export function replyRepository(
  replies: Collection<ReplyDocument>,
  secrets: StoreSecrets,
  access: WriteAccess,
): ReplyRepository {
  let keepsOne = false
  return {
    async find(request) {
      const seen = await findUnderAny(secrets, () =>
        access.read((options) => findNewest(replies, request, secrets.keys, options)),
      )
      const found = seen === null || keepsOne ? seen : await access.read(() => findDurable(replies, seen))
      return found === null ? undefined : rehydrateReply(found, request, secrets.keys)
    },
    keep(request, reply, { keptAt, overSince }) {
      keepsOne = true
      const keepUnder = (vault: KeyVault, options: OperationOptions): Promise<IdempotencyKeyTaken | undefined> => {
        const id = toReplyId(request, vault)
        const fields = { ...toReplyFields(id, request, reply, vault), keptAt: toBsonDate(keptAt) }
        // One that is not over is not found, and its id refuses the insert.
        const over = { _id: id, keptAt: { $lte: toBsonDate(overSince) } }
        return unlessDuplicate(UNIQUE, () => replies.updateOne(over, replacement(fields), { ...options, upsert: true }))
      }
      return access.write(async (options) => {
        const { writing, configured, isWritingPrevious } = secrets.keys
        const taken = await writeUnderCurrent(secrets, () => keepUnder(writing, options))
        // Others may write under the configured one already: its digest decides between them and this server.
        return taken === undefined && isWritingPrevious ? keepUnder(configured, options) : taken
      })
    },
  }
}

/** Under one secret there is one. Under two there may be a copy, or one that is over. */
async function findNewest(
  replies: Collection<ReplyDocument>,
  request: NamedRequest,
  { configured, previous }: KeyRing,
  options: OperationOptions,
): Promise<ReplyDocument | null> {
  const id = toReplyId(request, configured)
  if (previous === undefined) return replies.findOne({ _id: id }, options)
  const found = await replies.find({ _id: { $in: [id, toReplyId(request, previous)] } }, options).toArray()
  const [newest] = found.toSorted((one, other) => other.keptAt.getTime() - one.keptAt.getTime())
  return newest ?? null
}

/**
 * What a unit saw, once a majority has it. Its snapshot may show what an election undoes, and whoever repeats a reply
 * commits nothing, which alone would tell. Nearly always a majority has it long since; else this waits until it has.
 */
async function findDurable(
  replies: Collection<ReplyDocument>,
  { _id, keptAt }: ReplyDocument,
): Promise<ReplyDocument | null> {
  const filter = { _id }
  const found = await replies.findOne(filter, { maxTimeMS: LATEST.maxTimeMS })
  return found?.keptAt.getTime() === keptAt.getTime() ? found : replies.findOne(filter, LATEST)
}

/** An aggregation, because only that knows MongoDB's own time, by which it removes. */
function replacement(fields: Document): Document[] {
  const literals = Object.entries(fields).map(([name, value]) => [name, { $literal: value }])
  const expiresAt = { $add: ['$$NOW', REPLY_KEPT_MS + CLOCK_TOLERANCE_MS] }
  return [{ $set: { ...Object.fromEntries(literals), expiresAt } }]
}
