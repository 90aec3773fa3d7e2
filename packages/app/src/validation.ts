import { AsyncLocalStorage } from 'node:async_hooks'

import {
  NO_METRICS,
  type Clock,
  type License,
  type LicenseFacts,
  type LicenseKey,
  type Metrics,
  type Propagation,
  type Store,
  type UnitOfWork,
} from '@keybox/domain'
import {
  createLicenseCache,
  immediatePropagation,
  licenseFactsOf,
  measuredPropagation,
  showLease,
  soleWriter,
  type Moments,
} from '@keybox/license-cache'

import type { Configuration } from './configuration/configuration.ts'
import type { OpenedStore } from './open-store.ts'

/** What stands between the use cases and the store: with a memory of licences, or without. */
export interface Validation {
  readonly licenseFacts: LicenseFacts
  readonly propagation: Propagation
  readonly unitOfWork: UnitOfWork
}

export interface ValidationOptions {
  readonly store: Store
  readonly sharing: OpenedStore['sharing']
  readonly clock: Clock
  readonly configuration: Pick<Configuration, 'cacheMax' | 'storeDown' | 'requestDeadlineMs'>
  readonly metrics: Metrics
}

/** A store that others write to unseen is read each time. */
export function composeValidation({ store, sharing, clock, configuration, metrics }: ValidationOptions): Validation {
  const { licenses, unitOfWork } = store
  const { cacheMax, storeDown, requestDeadlineMs: deadlineMs } = configuration
  const none: Validation = { licenseFacts: licenseFactsOf(licenses), propagation: immediatePropagation, unitOfWork }
  if (sharing === 'untold') return none
  const now: Moments = () => ({ wall: clock.now(), monotonic: performance.now() })
  // Reads are shared: one that runs in the time of the first who asked would fail the others with it.
  const onNobodysAccount = AsyncLocalStorage.snapshot()
  const source = (key: LicenseKey): Promise<License | undefined> => onNobodysAccount(() => licenses.findByKey(key))
  // A memory that nobody asks is not shown.
  const cacheMetrics = cacheMax === 0 ? NO_METRICS : metrics
  const waiting = { storeDown, deadlineMs, timer: startTimer }
  const options = { ...waiting, source, max: Math.max(cacheMax, 1), now, metrics: cacheMetrics }
  if (sharing === 'sole') {
    const cache = createLicenseCache({ ...options, freshness: soleWriter(now) })
    return cacheMax === 0 ? none : { ...none, licenseFacts: cache.facts, unitOfWork: cache.watched(unitOfWork) }
  }
  // Whether or not this server remembers anything, the others may: its revocations wait for them.
  const { cache, lease, ...member } = sharing.join(options)
  showLease(metrics, lease, now)
  const propagation = measuredPropagation(member.propagation, metrics, now)
  if (cacheMax === 0) return { ...none, propagation }
  return { licenseFacts: cache.facts, propagation, unitOfWork: cache.watched(unitOfWork) }
}

function startTimer(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms)
  return () => clearTimeout(timer)
}
