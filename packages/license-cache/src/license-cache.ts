import {
  NO_METRICS,
  type LicenseFacts,
  type LicenseId,
  type LicenseReader,
  type Metrics,
  type Propagation,
  type UnitOfWork,
} from '@keybox/domain'
import { lookUpCounters, showCache } from './cache-metrics.ts'
import { CACHE_RULES, type CacheRules } from './cache-rules.ts'
import type { Freshness, Moments } from './freshness.ts'
import { createLicenseLoads, type LicenseSource } from './license-loads.ts'
import { createLicenseMemory } from './license-memory.ts'
import { createReadLanes } from './read-lanes.ts'
import { rememberingLicenseFacts, type Timer } from './remembering-license-facts.ts'
import { rememberingUnitOfWork } from './remembering-unit-of-work.ts'
import type { StoreDown } from './store-down.ts'

/** How long validation waits for the store before it tells what it remembers, marked as stale. */
export const STORE_PATIENCE_MS = 2000

/** Reads under way at once; a pool of connections has more, so that writes find one. */
const READS_AT_ONCE = 32

export interface LicenseCacheOptions<Position> {
  /** Reads the store. */
  readonly source: LicenseSource<Position>
  readonly freshness: Freshness<Position>
  /** How many licences are remembered, at least 1. */
  readonly max: number
  readonly storeDown: StoreDown
  /** How long whoever asks waits for the store, and for its turn there, in milliseconds; undefined: as long as it takes. */
  readonly deadlineMs?: number
  readonly now: Moments
  readonly timer: Timer
  readonly readsAtOnce?: number
  /** Told how look-ups end, and how full the memory is. */
  readonly metrics?: Metrics
  /** For checks only. */
  readonly rules?: CacheRules
}

/** A memory of licences between the use cases and a store. */
export interface LicenseCache {
  readonly facts: LicenseFacts
  /** The store's unit of work, watched. */
  watched(unitOfWork: UnitOfWork): UnitOfWork
  /** Somebody else changed a licence. */
  changed(license: LicenseId, revision: number): void
}

export function createLicenseCache<Position>(options: LicenseCacheOptions<Position>): LicenseCache {
  const { source, freshness, max, rules = CACHE_RULES, readsAtOnce = READS_AT_ONCE, metrics = NO_METRICS } = options
  const { deadlineMs = Number.POSITIVE_INFINITY } = options
  // Whoever has less time yet is told what is remembered, rather than nothing.
  const patienceMs = Math.min(STORE_PATIENCE_MS, deadlineMs / 2)
  const memory = createLicenseMemory({ max, freshness, rules })
  const lanes = createReadLanes(readsAtOnce)
  const loads = createLicenseLoads({ source, memory, freshness, rules, lanes, projects: max })
  const lookUps = lookUpCounters(metrics)
  showCache(metrics, memory, lanes)
  return {
    facts: rememberingLicenseFacts({ ...options, memory, loads, lookUps, patienceMs }),
    watched: (unitOfWork) => rememberingUnitOfWork(unitOfWork, memory),
    changed: (license, revision) => memory.changed(license, revision),
  }
}

/** Without a memory: the store, each time. */
export function licenseFactsOf(licenses: Pick<LicenseReader, 'findByKey'>): LicenseFacts {
  return { find: async (key) => ({ license: await licenses.findByKey(key), asOf: undefined }) }
}

/** Where no node but this one remembers anything, and it knows of a change once it is made. */
export const immediatePropagation: Propagation = { reached: () => Promise.resolve() }
