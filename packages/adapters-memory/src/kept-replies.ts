import type { Instant, KeepingTimes, NamedRequest, Reply } from '@keybox/domain'
import { OrderedMap } from './ordered-map.ts'
import { compareText } from './text-order.ts'

export interface ReplyRecord {
  readonly digest: string
  readonly reply: Reply
  readonly keptAt: Instant
}

/**
 * In two parts, so that what is over is forgotten without being looked for: when all of `older` is, `recent` takes its
 * place. Whatever is kept goes into `recent`.
 */
export interface KeptReplies {
  readonly recent: OrderedMap<string, ReplyRecord>
  readonly older: OrderedMap<string, ReplyRecord>
  /** When `recent` was begun, and `older` ended. */
  readonly since: number
}

const NONE: OrderedMap<string, ReplyRecord> = OrderedMap.empty(compareText)

export const NO_REPLIES: KeptReplies = { recent: NONE, older: NONE, since: -Infinity }

export function replyTo({ recent, older }: KeptReplies, request: NamedRequest): ReplyRecord | undefined {
  const name = nameOf(request)
  return recent.get(name) ?? older.get(name)
}

/** Them, with one more or with another in its place. */
export function withReply(
  replies: KeptReplies,
  request: NamedRequest,
  { status, body }: Reply,
  { keptAt, overSince }: KeepingTimes,
): KeptReplies {
  const record = { digest: request.digest.reveal(), reply: Object.freeze({ status, body }), keptAt }
  const { recent, ...others } =
    replies.since > overSince ? replies : { recent: NONE, older: replies.recent, since: keptAt }
  return { ...others, recent: recent.with(nameOf(request), Object.freeze(record)) }
}

/** A scope holds no space. */
function nameOf({ scope, key }: NamedRequest): string {
  return `${scope} ${key.reveal()}`
}
