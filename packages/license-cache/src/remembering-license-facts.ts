import { StoreFailure, type KnownLicense, type License, type LicenseFacts, type LicenseKey } from '@keybox/domain'
import type { LookUpCounters } from './cache-metrics.ts'
import type { Freshness, Moments } from './freshness.ts'
import type { LicenseLoads } from './license-loads.ts'
import type { LicenseMemory } from './license-memory.ts'
import { tellableAsOf, type StoreDown } from './store-down.ts'

/** Calls back once after so many milliseconds, unless it is called off by what it gives. */
export type Timer = (ms: number, callback: () => void) => () => void

export interface RememberingLicenseFactsOptions {
  readonly memory: LicenseMemory
  readonly loads: LicenseLoads
  readonly freshness: Freshness<unknown>
  readonly storeDown: StoreDown
  /** How long the store is given before remembered facts are told as stale, in milliseconds. */
  readonly patienceMs: number
  /** How long anybody waits for the store, in milliseconds; undefined: as long as it takes. */
  readonly deadlineMs?: number
  readonly now: Moments
  readonly timer: Timer
  readonly lookUps: LookUpCounters
}

/**
 * Licences from memory where an answer may rest on it, else from the store. A fact is told without `asOf` only when it
 * is current: remembered in the present era under a live lease, or read after it was asked for.
 */
export function rememberingLicenseFacts(options: RememberingLicenseFactsOptions): LicenseFacts {
  const { memory, loads, freshness, storeDown, now, lookUps } = options

  async function fromStore(key: LicenseKey, decides: (license: License) => boolean): Promise<KnownLicense> {
    const pending = loads.request(key)
    const license = await pending.license
    // A read that had begun already may have missed what made the licence good since; that it is good, it may say.
    const enough = !pending.joined || (license !== undefined && decides(license))
    return { license: enough ? license : await loads.fresh(key), asOf: undefined }
  }

  /** Looked up when it is told: what was remembered before the wait may have changed in it. */
  function lastKnown(key: LicenseKey): KnownLicense | undefined {
    const remembered = memory.recall(key)
    const asOf = remembered && tellableAsOf(remembered, storeDown, now)
    return remembered && asOf !== undefined ? { license: remembered.known.license, asOf } : undefined
  }

  async function fromStoreOrLastKnown(key: LicenseKey, decides: (license: License) => boolean): Promise<KnownLicense> {
    const late = Promise.withResolvers<'late'>()
    const callOff = options.timer(options.patienceMs, () => late.resolve('late'))
    const read = fromStore(key, decides).then(
      (known) => ({ known }),
      (error: unknown) => ({ error }),
    )
    const first = await Promise.race([read, late.promise])
    callOff()
    if (first !== 'late' && 'known' in first) return first.known
    const known = lastKnown(key)
    if (known !== undefined) return known
    const outcome = await read
    if ('known' in outcome) return outcome.known
    throw outcome.error
  }

  async function inTime(finding: Promise<KnownLicense>): Promise<KnownLicense> {
    if (options.deadlineMs === undefined) return finding
    const end = Promise.withResolvers<never>()
    const callOff = options.timer(options.deadlineMs, () =>
      end.reject(new StoreFailure('STORE_UNAVAILABLE', 'The licence could not be read in time')),
    )
    try {
      return await Promise.race([finding, end.promise])
    } finally {
      callOff()
    }
  }

  return {
    find(key, decides) {
      const remembered = memory.recall(key)
      if (remembered === undefined) return lookUps.missed(inTime(fromStore(key, decides)))
      const current = remembered.era === freshness.era && freshness.mayServe()
      if (current && decides(remembered.known.license)) {
        lookUps.hit.add()
        return remembered.known
      }
      const refuses = storeDown.type === 'refuse'
      return lookUps.missed(inTime(refuses ? fromStore(key, decides) : fromStoreOrLastKnown(key, decides)))
    },
  }
}
