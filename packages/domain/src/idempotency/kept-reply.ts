import { instant, type Instant } from '../shared/instant.ts'
import type { Redacted } from '../shared/redacted.ts'

/** What a client was told. */
export interface Reply {
  /** HTTP's, or that of any other way in; the domain only keeps it. */
  readonly status: number
  /** As it was sent. A secret: it may hold a licence key. */
  readonly body: Redacted<'ReplyBody'>
}

/** A digest of all that a request asked for: equal for equal requests, and for no others. */
export type RequestDigest = Redacted<'RequestDigest'>

/** What a store holds under an idempotency key; the reply only for the request that it answered. */
export type KeptReply =
  | { readonly keptAt: Instant; readonly sameRequest: true; readonly reply: Reply }
  | { readonly keptAt: Instant; readonly sameRequest: false }

const HOUR_MS = 3_600_000

/** For how long a reply is repeated, in milliseconds: after that the key names a new request. */
export const REPLY_KEPT_MS: number = 24 * HOUR_MS

/** One that was kept then, or before, is not repeated at `now` any more. */
export function repliesOverSince(now: Instant): Instant {
  return instant(now - REPLY_KEPT_MS)
}
