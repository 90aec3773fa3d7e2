import { aLicense, aMachine, settableClock, type SettableClock } from '@keybox/contracts'
import { instant, type License } from '@keybox/domain'
import type { Era } from '../../src/freshness.ts'
import { createLicenseCache, type LicenseCache, type LicenseCacheOptions } from '../../src/license-cache.ts'
import { gatedSource, type GatedSource } from './gated-source.ts'

export interface TestCache extends GatedSource {
  readonly cache: LicenseCache
  readonly clock: SettableClock
  /** What the lease says; a test sets it. */
  readonly lease: { live: boolean; era: Era }
  /** Ends the wait for the store of everyone who waits. */
  loosePatience(): void
}

/** A cache over a store whose reads the test answers, under a lease that the test holds. */
export function testCache(options: Partial<LicenseCacheOptions<never>> = {}): TestCache {
  const gated = gatedSource()
  const clock = settableClock()
  const started = clock.now()
  const now = () => ({ wall: clock.now(), monotonic: clock.now() - started })
  const lease = { live: true, era: { asOf: now() } }
  const waiting = new Set<() => void>()
  const cache = createLicenseCache<never>({
    source: gated.source,
    freshness: {
      get era() {
        return lease.era
      },
      mayServe: () => lease.live,
      basis: () => ({ type: 'latest' }),
      storeAnswered: () => undefined,
    },
    max: 100,
    storeDown: { type: 'last-known', maxMs: 900_000 },
    now,
    timer: (_, callback) => {
      waiting.add(callback)
      return () => waiting.delete(callback)
    },
    ...options,
  })
  return { ...gated, cache, clock, lease, loosePatience: () => waiting.forEach((callback) => callback()) }
}

/** At revision 2, as an activation leaves it. */
export function anActiveLicense(): License {
  const license = aLicense()
  return { ...license, activation: { machine: aMachine(), at: license.issuedAt }, revision: 2 }
}

export function revoked(license: License): License {
  return { ...license, revokedAt: instant(license.issuedAt + 1), revision: license.revision + 1 }
}

/** As validation on the right machine decides. */
export const isGood = (license: License): boolean => license.activation !== undefined && license.revokedAt === undefined
