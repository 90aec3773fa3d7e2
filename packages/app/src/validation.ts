import type { Clock, License, LicenseFacts, LicenseKey, Propagation, Store, UnitOfWork } from '@keybox/domain'
import {
  createLicenseCache,
  immediatePropagation,
  licenseFactsOf,
  soleWriter,
  type Moments,
} from '@keybox/license-cache'

import type { Configuration } from './configuration/configuration.ts'

/** What stands between the use cases and the store: with a memory of licences, or without. */
export interface Validation {
  readonly licenseFacts: LicenseFacts
  readonly propagation: Propagation
  readonly unitOfWork: UnitOfWork
}

export interface ValidationOptions {
  readonly store: Store
  readonly clock: Clock
  readonly configuration: Pick<Configuration, 'cacheMax' | 'storeDown' | 'database'>
}

/** A store that several servers share is read each time, until something tells this one of the others' changes. */
export function composeValidation({ store, clock, configuration }: ValidationOptions): Validation {
  const { licenses, unitOfWork } = store
  const { cacheMax: max, storeDown, database } = configuration
  if (max === 0 || database.type === 'mongodb') {
    return { licenseFacts: licenseFactsOf(licenses), propagation: immediatePropagation, unitOfWork }
  }
  const now: Moments = () => ({ wall: clock.now(), monotonic: performance.now() })
  const source = (key: LicenseKey): Promise<License | undefined> => licenses.findByKey(key)
  const cache = createLicenseCache({ source, freshness: soleWriter(now), max, storeDown, now, timer: startTimer })
  return { licenseFacts: cache.facts, propagation: immediatePropagation, unitOfWork: cache.watched(unitOfWork) }
}

function startTimer(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms)
  return () => clearTimeout(timer)
}
