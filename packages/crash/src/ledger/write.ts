import type { Reply } from '../load/api.ts'

/**
 * What the client of a write knows about it.
 * - `unsent`: nobody has asked for it yet
 * - `acknowledged`: the server said that it is done
 * - `declined`: the server said no, for a reason that stands (another machine was first)
 * - `refused`: the server said that it failed, and that nothing was written
 * - `unknown`: no answer came, or one that does not say what is stored
 */
export type Fate = 'unsent' | 'acknowledged' | 'declined' | 'refused' | 'unknown'

/** One thing that a client wants written once, however often it has to ask. */
export interface Write {
  /** Its name in the journal, where it is sent without one. */
  readonly idempotencyKey: string
  fate: Fate
}

export function aWrite(idempotencyKey: string): Write {
  return { idempotencyKey, fate: 'unsent' }
}

/** Acknowledged or declined: it will not be asked for again. */
export function isSettled({ fate }: Write): boolean {
  return fate === 'acknowledged' || fate === 'declined'
}

/** What a reply to a write tells; undefined: it is a reply that the contract does not know here. */
export function fateBy(reply: Reply | undefined): Fate | undefined {
  if (reply === undefined) return 'unknown'
  if (reply.status < 300) return 'acknowledged'
  const { code } = reply.body
  if (reply.status === 409 && reply.comeAgain) return 'unknown'
  if (reply.status === 503 || (reply.status === 500 && code === 'STORE_UNAVAILABLE')) return 'refused'
  return reply.status >= 500 ? 'unknown' : undefined
}

/** A failed retry takes nothing back of what an earlier attempt may have done. */
export function afterRetry(before: Fate, next: Fate): Fate {
  return before === 'unknown' && next === 'refused' ? 'unknown' : next
}
