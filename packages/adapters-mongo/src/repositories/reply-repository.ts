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
  let keepsOne = false
  return {
    async find(request) {
      const filter = { _id: toReplyId(request, keyVault) }
      const seen = await access.read((options) => replies.findOne(filter, options))
      const found = seen === null || keepsOne ? seen : await access.read(() => findDurable(replies, seen))
      return found === null ? undefined : rehydrateReply(found, request, keyVault)
    },
    keep(request, reply, { keptAt, overSince }) {
      keepsOne = true
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
