import type { Instant } from '@keybox/domain'

/** One moment by both clocks: the wall's, which runs on while a machine sleeps, and the one that nobody sets. */
export interface Moment {
  readonly wall: Instant
  /** Milliseconds since an arbitrary start; never goes backwards. */
  readonly monotonic: number
}

export type Moments = () => Moment

/** Milliseconds between two moments, by the clock that says more. Never below zero. */
export function elapsed(from: Moment, to: Moment): number {
  return Math.max(to.monotonic - from.monotonic, to.wall - from.wall, 0)
}

/**
 * A stretch of time in which every change of a licence comes to this memory's knowledge. What was remembered in an
 * earlier era may have changed unseen: it can be told as stale, never as current.
 */
export interface Era {
  /** The last moment at which everything remembered in this era is known to have been right. */
  readonly asOf: Moment | undefined
}

/**
 * What a store read must have seen.
 * - latest: everything that was answered to anyone before the read began
 * - after: the store's history up to a position, which is cheaper and, under a live lease, comes to the same
 */
export type ReadBasis<Position> = { readonly type: 'latest' } | { readonly type: 'after'; readonly position: Position }

/** Whether what is remembered is current; asked at each look-up. */
export interface Freshness<Position> {
  readonly era: Era
  /** Facts remembered in the present era are the facts now. */
  mayServe(): boolean
  /** What a read that begins now must have seen. */
  basis(): ReadBasis<Position>
  /** The store answered a read. */
  storeAnswered(): void
}

/**
 * For a store that only this process writes: it learns of every change by making it, so memory is always current. A
 * stale reply is then one that needed the store, and is as of the last time that it answered.
 */
export function soleWriter(now: Moments): Freshness<never> {
  const era: { asOf: Moment | undefined } = { asOf: undefined }
  return {
    era,
    mayServe: () => true,
    basis: () => ({ type: 'latest' }),
    storeAnswered(): void {
      era.asOf = now()
    },
  }
}
