import type { Counter, KnownLicense, Metrics } from '@keybox/domain'
import type { LicenseMemory } from './license-memory.ts'
import type { ReadLanes } from './read-lanes.ts'

/** How look-ups end, counted. */
export interface LookUpCounters {
  /** Told from memory, as current. */
  readonly hit: Counter
  /** Counts what becomes of a look-up that memory could not answer, and gives it on. */
  readonly missed: (known: Promise<KnownLicense>) => Promise<KnownLicense>
}

export function lookUpCounters(metrics: Metrics): LookUpCounters {
  const name = 'keybox_license_cache_lookups_total'
  const help =
    'Look-ups of licences for validation: hit is told from memory, read from the store, stale from memory marked as stale, failed not at all.'
  const outcome = (label: string): Counter => metrics.counter({ name, help, labels: { outcome: label } })
  const [hit, read, stale, failed] = [outcome('hit'), outcome('read'), outcome('stale'), outcome('failed')]
  if (!metrics.recorded) return { hit, missed: (known) => known }
  return {
    hit,
    async missed(pending) {
      try {
        const known = await pending
        if (known.asOf === undefined) read.add()
        else stale.add()
        return known
      } catch (error) {
        failed.add()
        throw error
      }
    },
  }
}

export function showCache(
  metrics: Metrics,
  memory: Pick<LicenseMemory, 'size'>,
  lanes: Omit<ReadLanes, 'enqueue'>,
): void {
  metrics.gauge({ name: 'keybox_license_cache_licenses', help: 'Licences that are remembered.' }, () => memory.size)
  const reads = { name: 'keybox_license_cache_store_reads', help: 'Store reads for look-ups, under way or in turn.' }
  metrics.gauge({ ...reads, labels: { state: 'running' } }, () => lanes.running)
  metrics.gauge({ ...reads, labels: { state: 'waiting' } }, () => lanes.waiting)
}
