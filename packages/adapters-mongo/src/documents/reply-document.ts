import type { KeptReply, KeyRing, KeyVault, NamedRequest, Reply } from '@keybox/domain'
import { Binary, Int32 } from 'mongodb'
import { toInstant } from './bson-date.ts'

/** A reply as the collection `kept_replies` holds it. Neither the client's key nor what was asked or told is there in clear. */
export interface ReplyDocument {
  /** 32 bytes: the digest of scope and key. */
  readonly _id: Binary
  /** What was done, and whose it is. */
  readonly scope: string
  /** 32 bytes */
  readonly requestDigest: Binary
  readonly status: Int32 | number
  readonly bodySeal: Binary
  /** The secret that digests and seal were made under. */
  readonly keyId: string
  readonly keptAt: Date
  /** When MongoDB may remove it, by its own clock; nothing else goes by this. */
  readonly expiresAt: Date
}

/** What a reply is looked up by. */
export function toReplyId({ scope, key }: NamedRequest, { replies }: KeyVault): Binary {
  return new Binary(replies.digestKey(key, scope))
}

/** What is kept there, save when. */
export function toReplyFields(
  id: Binary,
  { scope, digest }: NamedRequest,
  { status, body }: Reply,
  { keyId, replies }: KeyVault,
): Pick<ReplyDocument, 'scope' | 'requestDigest' | 'status' | 'bodySeal' | 'keyId'> {
  return {
    scope,
    requestDigest: new Binary(replies.digestRequest(digest)),
    status: new Int32(status),
    bodySeal: new Binary(replies.seal(body, id.value())),
    keyId,
  }
}

/** The reply that was kept, unsealed only for the request that it answered. */
export function rehydrateReply(
  { _id: id, ...document }: ReplyDocument,
  { digest }: NamedRequest,
  keys: KeyRing,
): KeptReply {
  const { replies } = keys.of(document.keyId)
  const keptAt = toInstant(document.keptAt)
  const asked = Buffer.from(document.requestDigest.value())
  if (!asked.equals(replies.digestRequest(digest))) return { keptAt, sameRequest: false }
  const body = replies.open(document.bodySeal.value(), id.value())
  return { keptAt, sameRequest: true, reply: { status: Number(document.status), body } }
}
