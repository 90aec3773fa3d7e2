import type { DatabaseSync } from 'node:sqlite'
import { ok, type KeyRing, type NamedRequest, type ReplyRepository } from '@keybox/domain'
import { integer, type Row } from '../rows/column.ts'
import { KEEP_REPLY, rehydrateReply, REPLY_COLUMNS, replyValues } from '../rows/reply-row.ts'
import type { Unit } from '../transaction/unit.ts'

export const FIND_REPLY: string = `SELECT ${REPLY_COLUMNS} FROM kept_replies WHERE _id = ?`
/** By its digests under two secrets. */
export const FIND_REPLIES_BY_EITHER: string = `SELECT ${REPLY_COLUMNS} FROM kept_replies WHERE _id IN (?, ?)`

/** So few that no request is slower for it, and more than the one that each request adds. */
const FORGOTTEN_AT_ONCE = 4

export const FORGET_REPLIES: string = `
  DELETE FROM kept_replies WHERE rowid IN
    (SELECT rowid FROM kept_replies WHERE kept_at <= ? ORDER BY kept_at LIMIT ${FORGOTTEN_AT_ONCE})`

/** Prepares the statements once, for any number of units of work. */
export function prepareReplyRepository(connection: DatabaseSync, keys: KeyRing): (unit: Unit) => ReplyRepository {
  const find = prepareFind(connection, keys)
  const keep = connection.prepare(KEEP_REPLY)
  const forget = connection.prepare(FORGET_REPLIES)
  return (unit) => ({
    find: (request) =>
      unit.perform(() => {
        const row = find(request)
        return row && rehydrateReply(row, request, keys)
      }),
    keep: (request, reply, times) =>
      unit.perform(() => {
        const { changes } = keep.run(...replyValues(request, reply, times, keys.writing))
        if (changes === 0) return unit.lose({ type: 'IdempotencyKeyTaken' })
        forget.run(times.overSince)
        return ok()
      }),
  })
}

function prepareFind(
  connection: DatabaseSync,
  { configured, previous }: KeyRing,
): (request: NamedRequest) => Row | undefined {
  if (previous === undefined) {
    const one = connection.prepare(FIND_REPLY)
    return ({ key, scope }) => one.get(configured.replies.digestKey(key, scope))
  }
  const both = connection.prepare(FIND_REPLIES_BY_EITHER)
  return ({ key, scope }) => {
    const rows = both.all(configured.replies.digestKey(key, scope), previous.replies.digestKey(key, scope))
    // Two where the key was used again after a day.
    const [newest] = rows.toSorted((one, other) => integer(other, 'kept_at') - integer(one, 'kept_at'))
    return newest
  }
}
