import { createPrometheusMetrics } from '@keybox/adapters-metrics'
import { parsePrometheusText, settableClock } from '@keybox/contracts'
import { StoreFailure } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { measuredPropagation, showLease } from '../src/lease-metrics.ts'
import { anActiveLicense, isGood, testCache, type TestCache } from './support/test-cache.ts'

/** Metrics, and what they say of one series; undefined: it is left out. */
function recorder() {
  const metrics = createPrometheusMetrics()
  const read = async (name: string, labels: object = {}): Promise<number | undefined> => {
    const samples = parsePrometheusText(await metrics.exposition()).flatMap((family) => family.samples)
    return samples.find((one) => one.name === name && JSON.stringify(one.labels) === JSON.stringify(labels))?.value
  }
  return { metrics, read }
}

async function lookUps(read: ReturnType<typeof recorder>['read']): Promise<Record<string, number | undefined>> {
  const outcomes = ['hit', 'read', 'stale', 'failed']
  const values = outcomes.map((outcome) => read('keybox_license_cache_lookups_total', { outcome }))
  return Object.fromEntries((await Promise.all(values)).map((value, index) => [outcomes[index], value]))
}

async function remembering(tested: TestCache, license = anActiveLicense()) {
  const found = tested.cache.facts.find(license.key, isGood)
  await tested.begun(tested.reads.length + 1)
  tested.reads.at(-1)?.answer(license)
  await found
  return license
}

describe('the metrics of a cache', () => {
  it('count look-ups by how they end, and what is remembered', async () => {
    const { metrics, read } = recorder()
    const tested = testCache({ metrics })
    expect(await lookUps(read)).toStrictEqual({ hit: 0, read: 0, stale: 0, failed: 0 })
    expect(await read('keybox_license_cache_licenses')).toBe(0)

    const license = await remembering(tested)
    await tested.cache.facts.find(license.key, isGood)
    await tested.cache.facts.find(license.key, isGood)
    expect(await lookUps(read)).toStrictEqual({ hit: 2, read: 1, stale: 0, failed: 0 })
    expect(await read('keybox_license_cache_licenses')).toBe(1)

    tested.lease.live = false
    const stale = tested.cache.facts.find(license.key, isGood)
    await tested.begun(2)
    tested.loosePatience()
    await stale
    const failed = tested.cache.facts.find(anActiveLicense().key, isGood)
    await tested.begun(3)
    tested.reads[2]?.fail(new StoreFailure('STORE_UNAVAILABLE', 'Gone'))
    await expect(failed).rejects.toThrow('Gone')
    expect(await lookUps(read)).toStrictEqual({ hit: 2, read: 1, stale: 1, failed: 1 })
  })

  it('show the store reads under way, and those in turn', async () => {
    const { metrics, read } = recorder()
    const tested = testCache({ metrics, readsAtOnce: 4 })
    const reads = async (): Promise<readonly (number | undefined)[]> =>
      Promise.all(['running', 'waiting'].map((state) => read('keybox_license_cache_store_reads', { state })))
    expect(await reads()).toStrictEqual([0, 0])
    const found = Array.from({ length: 5 }, async () => tested.cache.facts.find(anActiveLicense().key, isGood))
    await tested.begun(3)
    expect(await reads()).toStrictEqual([3, 2])
    for (let count = 1; count <= 5; count += 1) {
      await tested.begun(count)
      tested.reads[count - 1]?.answer(undefined)
    }
    await Promise.all(found)
    // Whoever waits is told before the read has made room for the next.
    await expect.poll(reads).toStrictEqual([0, 0])
  })
})

describe('the metrics of a lease', () => {
  const clock = settableClock()
  const now = () => ({ wall: clock.now(), monotonic: clock.now() })

  it('say whether it is live, and how far behind the stream may be', async () => {
    const { metrics, read } = recorder()
    const lease = { live: false, era: { asOf: undefined as ReturnType<typeof now> | undefined } }
    showLease(metrics, { era: lease.era, mayServe: () => lease.live }, now)
    const shown = async () => [await read('keybox_lease_live'), await read('keybox_lease_lag_seconds')]
    expect(await shown()).toStrictEqual([0, undefined])
    lease.live = true
    lease.era.asOf = now()
    clock.advance(700)
    expect(await shown()).toStrictEqual([1, 0.7])
  })

  it('spread the waits of revocations', async () => {
    const { metrics, read } = recorder()
    const license = anActiveLicense()
    const waiting = { reached: async () => clock.advance(30) }
    await measuredPropagation(waiting, metrics, now).reached(license)
    expect(await read('keybox_revocation_wait_seconds_sum')).toBe(0.03)
    expect(await read('keybox_revocation_wait_seconds_bucket', { le: '0.025' })).toBe(0)
    expect(await read('keybox_revocation_wait_seconds_bucket', { le: '0.05' })).toBe(1)
  })
})
