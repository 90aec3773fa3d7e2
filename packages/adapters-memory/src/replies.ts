import { ok, type Instant, type KeptReply, type NamedRequest, type Reply, type ReplyRepository } from '@keybox/domain'
import { OrderedMap } from './ordered-map.ts'
import { compareText } from './text-order.ts'
import type { Unit } from './unit.ts'

interface ReplyRecord {
  readonly digest: string
  readonly reply: Reply
  readonly keptAt: Instant
}

/**
 * In two parts, so that what is over is forgotten without being looked for: when all of `older` is, `recent` takes its
 * place. Whatever is kept goes into `recent`.
 */
export interface Replies {
  readonly recent: OrderedMap<string, ReplyRecord>
  readonly older: OrderedMap<string, ReplyRecord>
  /** When `recent` was begun, and `older` ended. */
  readonly since: number
}

const NONE: OrderedMap<string, ReplyRecord> = OrderedMap.empty(compareText)

export const NO_REPLIES: Replies = { recent: NONE, older: NONE, since: -Infinity }

export function replyRepository(unit: Unit): ReplyRepository {
  return {
    find: async (request) => {
      const record = recordOf(unit.current().replies, request)
      return record && keptReply(record, request)
    },
    keep: async (request, { status, body }, { keptAt, overSince }) => {
      const state = unit.current()
      const earlier = recordOf(state.replies, request)
      if (earlier !== undefined && earlier.keptAt > overSince) return unit.refuse({ type: 'IdempotencyKeyTaken' })
      const replies = state.replies.since > overSince ? state.replies : nextReplies(state.replies, keptAt)
      const record = { digest: request.digest.reveal(), reply: Object.freeze({ status, body }), keptAt }
      unit.stage({ ...state, replies: { ...replies, recent: replies.recent.with(nameOf(request), record) } })
      return ok()
    },
  }
}

function nextReplies({ recent }: Replies, now: number): Replies {
  return { recent: NONE, older: recent, since: now }
}

function recordOf({ recent, older }: Replies, request: NamedRequest): ReplyRecord | undefined {
  const name = nameOf(request)
  return recent.get(name) ?? older.get(name)
}

/** A scope holds no space. */
function nameOf({ scope, key }: NamedRequest): string {
  return `${scope} ${key.reveal()}`
}

function keptReply({ digest, reply, keptAt }: ReplyRecord, request: NamedRequest): KeptReply {
  return digest === request.digest.reveal() ? { keptAt, sameRequest: true, reply } : { keptAt, sameRequest: false }
}
