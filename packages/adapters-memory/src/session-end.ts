import type { Instant, SessionId } from '@keybox/domain'
import { compareText } from './text-order.ts'

/** When the time of a session is over. */
export interface SessionEnd {
  readonly at: Instant
  readonly id: SessionId
}

/** By time, then id. */
export function compareEnds(one: SessionEnd, other: SessionEnd): number {
  return one.at - other.at || compareText(one.id, other.id)
}
