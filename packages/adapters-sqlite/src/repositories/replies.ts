import type { DatabaseSync } from 'node:sqlite'
import { ok, type KeyVault, type ReplyRepository } from '@keybox/domain'
import { KEEP_REPLY, rehydrateReply, REPLY_COLUMNS, replyValues } from '../rows/reply-row.ts'
import type { Unit } from '../transaction/unit.ts'

export const FIND_REPLY: string = `SELECT ${REPLY_COLUMNS} FROM kept_replies WHERE _id = ?`

/** So few that no request is slower for it, and more than the one that each request adds. */
const FORGOTTEN_AT_ONCE = 4

export const FORGET_REPLIES: string = `
  DELETE FROM kept_replies WHERE rowid IN
    (SELECT rowid FROM kept_replies WHERE kept_at <= ? ORDER BY kept_at LIMIT ${FORGOTTEN_AT_ONCE})`

/** Prepares the statements once, for any number of units of work. */
export function prepareReplyRepository(connection: DatabaseSync, keyVault: KeyVault): (unit: Unit) => ReplyRepository {
  const find = connection.prepare(FIND_REPLY)
  const keep = connection.prepare(KEEP_REPLY)
  const forget = connection.prepare(FORGET_REPLIES)
  return (unit) => ({
    find: (request) =>
      unit.perform(() => {
        const keyDigest = keyVault.replies.digestKey(request.key, request.scope)
        const row = find.get(keyDigest)
        return row && rehydrateReply(row, keyDigest, request, keyVault)
      }),
    keep: (request, reply, times) =>
      unit.perform(() => {
        const { changes } = keep.run(...replyValues(request, reply, times, keyVault))
        if (changes === 0) return unit.lose({ type: 'IdempotencyKeyTaken' })
        forget.run(times.overSince)
        return ok()
      }),
  })
}
