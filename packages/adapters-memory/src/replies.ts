import { ok, type KeptReply, type NamedRequest, type ReplyRepository } from '@keybox/domain'
import { replyTo, withReply, type ReplyRecord } from './kept-replies.ts'
import type { Unit } from './unit.ts'

export function replyRepository(unit: Unit): ReplyRepository {
  return {
    find: async (request) => {
      const record = replyTo(unit.current().replies, request)
      return record && keptReply(record, request)
    },
    keep: async (request, reply, times) => {
      const state = unit.current()
      const earlier = replyTo(state.replies, request)
      if (earlier !== undefined && earlier.keptAt > times.overSince) return unit.refuse({ type: 'IdempotencyKeyTaken' })
      unit.stage({ ...state, replies: withReply(state.replies, request, reply, times) })
      return ok()
    },
  }
}

function keptReply({ digest, reply, keptAt }: ReplyRecord, request: NamedRequest): KeptReply {
  return digest === request.digest.reveal() ? { keptAt, sameRequest: true, reply } : { keptAt, sameRequest: false }
}
