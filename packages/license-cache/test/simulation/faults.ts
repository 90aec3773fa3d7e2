import { CACHE_RULES, type CacheRules } from '../../src/cache-rules.ts'
import { LEASE_RULES, type LeaseRules } from '../../src/cluster/lease-rules.ts'

/** What a simulated transport and a simulated use case may do wrong. */
export interface TransportRules {
  /** A heartbeat's event carries its own number, not the one that a later look-up finds. */
  readonly looksUp: boolean
  /** A heartbeat whose entry is gone writes a new one. */
  readonly upserts: boolean
  /** A dead node is removed only if its heartbeat is the one that was seen. */
  readonly comparesBeforeRemoving: boolean
  /** A node is taken for dead when its heartbeat is old by the wall clock of another. */
  readonly removesByClock: boolean
  /** The registry is read at the stream's beginning or later. */
  readonly readsRegistryAfter: boolean
  /** A revocation that changed nothing makes sure that it was not shown the past. */
  readonly confirms: boolean
  /** A revocation that changed nothing waits as well. */
  readonly waitsForNothingChanged: boolean
}

export interface Rules {
  readonly cache: CacheRules
  readonly lease: LeaseRules
  readonly transport: TransportRules
}

export const RULES: Rules = {
  cache: CACHE_RULES,
  lease: LEASE_RULES,
  transport: {
    looksUp: false,
    upserts: false,
    comparesBeforeRemoving: true,
    removesByClock: false,
    readsRegistryAfter: true,
    confirms: true,
    waitsForNothingChanged: true,
  },
}

const cache = (wrong: Partial<CacheRules>): Rules => ({ ...RULES, cache: { ...CACHE_RULES, ...wrong } })
const lease = (wrong: Partial<LeaseRules>): Rules => ({ ...RULES, lease: { ...LEASE_RULES, ...wrong } })
const transport = (wrong: Partial<TransportRules>): Rules => ({
  ...RULES,
  transport: { ...RULES.transport, ...wrong },
})

/** Each a mistake that is easy to make; the check must notice every one. */
export const MUTANTS: Readonly<Record<string, Rules>> = {
  'a revocation that changed nothing is answered at once': transport({ waitsForNothingChanged: false }),
  'a revocation that changed nothing rests on the past of a paused primary': transport({ confirms: false }),
  'a load is remembered and shared although its invalidation passed': cache({ isSuperseded: () => false }),
  'a load is joined while the lease is dead': cache({
    mayJoin: ({ sameEra, leaseLiveAtStart }) => sameEra && leaseLiveAtStart,
  }),
  'a load from before the lease is joined under it': cache({
    mayJoin: ({ sameEra, leaseLive }) => sameEra && leaseLive,
  }),
  'a load from before a start over, or from under a dead lease, is remembered': cache({ mayRemember: () => true }),
  'a put arrives after a newer event': cache({ isPutSuperseded: () => false }),
  'eviction forgets a revision': cache({ notesUnremembered: false }),
  'a heartbeat event is enriched by a later look-up': transport({ looksUp: true }),
  'the registry is read as of before the commit': transport({ readsRegistryAfter: false }),
  'a node is removed without comparing its heartbeat': transport({ comparesBeforeRemoving: false }),
  'a node is removed because two clocks differ': transport({ removesByClock: true }),
  'a node is removed before L has passed unchanged': lease({ isDead: () => true }),
  'a heartbeat makes its entry anew': {
    ...transport({ upserts: true }),
    lease: { ...LEASE_RULES, startsOverWhenUnregistered: false },
  },
  'a heartbeat that matches nothing is no reason to start over': lease({ startsOverWhenUnregistered: false }),
  'a load under a live lease reads the past of a paused primary': lease({
    basis: (live, applied) => (live ? { type: 'after', position: pastOf(applied) } : { type: 'latest' }),
  }),
  'a load under a dead lease reads the past of a paused primary': lease({
    basis: (_, applied) => ({ type: 'after', position: applied }),
  }),
  'a stream that ended is resumed, and skips history': lease({ startsOverWhenClosed: false }),
  'a node that starts over goes on with what it remembers': lease({ forgetsWhenStartingOver: false }),
  'a lease counts from when its heartbeat came back': lease({ countsFrom: (_, returned) => returned }),
  'a heartbeat that is sent again gets a new time': lease({ renotesRetriedBeat: true }),
  'a lease has no margin for clocks that differ': lease({
    isLive: (sent, now, { lengthMs }) =>
      now.monotonic - sent.monotonic < lengthMs && now.wall - sent.wall < lengthMs && now.wall >= sent.wall,
  }),
  'a lease goes by the monotonic clock alone': lease({
    isLive: (sent, now, { lengthMs, marginMs }) => now.monotonic - sent.monotonic < lengthMs - marginMs,
  }),
  'a revocation waits for less than L': lease({ releaseAfterMs: ({ lengthMs }) => lengthMs / 2 }),
  'a revocation rests on an ask that was on its way': lease({ joinsAskUnderWay: true }),
}

/** The whole of it: position zero, of the very type that the rule was given. */
function pastOf<Position>(applied: Position): Position {
  return (typeof applied === 'number' ? 0 : applied) as Position
}
