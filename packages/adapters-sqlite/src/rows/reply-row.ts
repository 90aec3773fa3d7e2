import type { SQLInputValue } from 'node:sqlite'
import {
  instant,
  type KeepingTimes,
  type KeyRing,
  type KeptReply,
  type KeyVault,
  type NamedRequest,
  type Reply,
} from '@keybox/domain'
import { bytes, integer, text, type Row } from './column.ts'

export const REPLY_COLUMNS = '_id, request_digest, status, body_seal, key_id, kept_at'

/** Of one that is there, only if it is over. */
export const KEEP_REPLY: string = `
  INSERT INTO kept_replies (_id, scope, request_digest, status, body_seal, key_id, kept_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (_id) DO UPDATE
  SET request_digest = excluded.request_digest, status = excluded.status, body_seal = excluded.body_seal,
    key_id = excluded.key_id, kept_at = excluded.kept_at
  WHERE kept_replies.kept_at <= ?`

/** In the order of KEEP_REPLY. Neither the client's key nor what was asked or told leaves in clear. */
export function replyValues(
  { scope, key, digest }: NamedRequest,
  { status, body }: Reply,
  { keptAt, overSince }: KeepingTimes,
  { keyId, replies }: KeyVault,
): SQLInputValue[] {
  const keyDigest = replies.digestKey(key, scope)
  const seal = replies.seal(body, keyDigest)
  return [keyDigest, scope, replies.digestRequest(digest), status, seal, keyId, keptAt, overSince]
}

/** From REPLY_COLUMNS. Unsealed only for the request that it answered. */
export function rehydrateReply(row: Row, request: NamedRequest, keys: KeyRing): KeptReply {
  const { replies } = keys.of(text(row, 'key_id'))
  const keptAt = instant(integer(row, 'kept_at'))
  const asked = Buffer.from(bytes(row, 'request_digest'))
  if (!asked.equals(replies.digestRequest(request.digest))) return { keptAt, sameRequest: false }
  const reply = { status: integer(row, 'status'), body: replies.open(bytes(row, 'body_seal'), bytes(row, '_id')) }
  return { keptAt, sameRequest: true, reply }
}
