import type { Moment, ReadBasis } from '../freshness.ts'

/** The times of the protocol, in milliseconds. */
export interface LeaseTimes {
  /** L: how long a revocation waits for a node at most. */
  readonly lengthMs: number
  /** By how much a lease is shorter than L: what two clocks may differ by in that time. At least a tenth of L. */
  readonly marginMs: number
  readonly beatEveryMs: number
  /** How often the others' heartbeats are looked at. */
  readonly surveyEveryMs: number
  /** Between the end of one life of a node and the next. */
  readonly restMs: number
}

export const LEASE_TIMES: LeaseTimes = {
  lengthMs: 2000,
  marginMs: 200,
  beatEveryMs: 500,
  surveyEveryMs: 1000,
  restMs: 250,
}

/**
 * The decisions that the protocol's promise rests on, each by itself, so that a check can put a wrong one in its place
 * and show that it notices. Nothing but checks passes any other than these.
 */
export interface LeaseRules {
  /** Whether a lease whose newest returned heartbeat was sent then is live now: by both clocks. */
  isLive(sent: Moment, now: Moment, times: LeaseTimes): boolean
  /** What the lease counts from, of a heartbeat's two times. */
  countsFrom(sent: Moment, returned: Moment): Moment
  /** What a read that begins now must have seen. */
  basis<Position>(live: boolean, applied: Position): ReadBasis<Position>
  /** How long a revocation waits for nodes that say nothing, from when its commit was acknowledged. */
  releaseAfterMs(times: LeaseTimes): number
  /** A stream that ended may have ended with changes on the way. */
  startsOverWhenClosed: boolean
  /** What changes between two lives is not told of: nothing that was remembered in one is current in the next. */
  forgetsWhenStartingOver: boolean
  /** Whoever is not in the registry is not waited for. */
  startsOverWhenUnregistered: boolean
  /** Whether a node whose heartbeat has had the same number for so long counts as dead. */
  isDead(unchangedMs: number, times: LeaseTimes): boolean
  /** Whether an ask that is on its way covers what was committed after it was sent. */
  joinsAskUnderWay: boolean
  /** Whether a heartbeat that failed is sent again under its old number, its time noted anew. */
  renotesRetriedBeat: boolean
}

export const LEASE_RULES: LeaseRules = {
  isLive(sent, now, { lengthMs, marginMs }) {
    const leaseMs = lengthMs - marginMs
    const byWall = now.wall - sent.wall
    // A wall clock that was set back since says nothing: better no lease.
    return now.monotonic - sent.monotonic < leaseMs && byWall < leaseMs && byWall >= 0
  },
  countsFrom: (sent) => sent,
  basis: (live, applied) => (live ? { type: 'after', position: applied } : { type: 'latest' }),
  releaseAfterMs: ({ lengthMs }) => lengthMs,
  startsOverWhenClosed: true,
  forgetsWhenStartingOver: true,
  startsOverWhenUnregistered: true,
  isDead: (unchangedMs, { lengthMs }) => unchangedMs >= lengthMs,
  joinsAskUnderWay: false,
  renotesRetriedBeat: false,
}
