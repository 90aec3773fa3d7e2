import { REPLY_KEPT_MS, type IdempotencyKeyTaken, type KeyVault, type ReplyRepository } from '@keybox/domain'
import type { Collection, Document } from 'mongodb'
import { LATEST } from '../connection/concerns.ts'
import { toBsonDate } from '../documents/bson-date.ts'
import { rehydrateReply, toReplyFields, toReplyId, type ReplyDocument } from '../documents/reply-document.ts'
import type { WriteAccess } from './access.ts'
import { unlessDuplicate } from './insert-unique.ts'

const IDEMPOTENCY_KEY_TAKEN: IdempotencyKeyTaken = { type: 'IdempotencyKeyTaken' }

/** By how much the clocks of a server and of MongoDB may differ without a reply being removed too early. */
const CLOCK_TOLERANCE_MS = 3_600_000

export function replyRepository(
  replies: Collection<ReplyDocument>,
  keyVault: KeyVault,
  access: WriteAccess,
): ReplyRepository {
  return {
    async find(request) {
      const filter = { _id: toReplyId(request, keyVault) }
      if ((await access.read((options) => replies.findOne(filter, options))) === null) return undefined
      // Whoever repeats it commits nothing, which alone would tell whether a majority has what the snapshot shows.
      const found = await access.read(() => replies.findOne(filter, LATEST))
      return found === null ? undefined : rehydrateReply(found, request, keyVault)
    },
    keep(request, reply, { keptAt, overSince }) {
      const id = toReplyId(request, keyVault)
      const fields = { ...toReplyFields(id, request, reply, keyVault), keptAt: toBsonDate(keptAt) }
      // One that is not over is not found, and its id refuses the insert.
      const over = { _id: id, keptAt: { $lte: toBsonDate(overSince) } }
      const unique = { field: '_id', conflict: IDEMPOTENCY_KEY_TAKEN } as const
      return access.write((options) =>
        unlessDuplicate(unique, () => replies.updateOne(over, replacement(fields), { ...options, upsert: true })),
      )
    },
  }
}

/** An aggregation, because only that knows MongoDB's own time, by which it removes. */
function replacement(fields: Document): Document[] {
  const literals = Object.entries(fields).map(([name, value]) => [name, { $literal: value }])
  const expiresAt = { $add: ['$$NOW', REPLY_KEPT_MS + CLOCK_TOLERANCE_MS] }
  return [{ $set: { ...Object.fromEntries(literals), expiresAt } }]
}
