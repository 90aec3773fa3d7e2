import { createMemoryStore } from '@keybox/adapters-memory'
import type { Store } from '@keybox/domain'
import { createLicenseCache, soleWriter } from '@keybox/license-cache'
import { composeUseCases, type SequencePorts, type Subject, type UseCases } from './subject.ts'

/** Small, so that licences are forgotten for others too. */
const REMEMBERED = 3

export function memorySubject(): Subject {
  return subjectOf('memory', createMemoryStore(), composeUseCases)
}

/** A store behind a memory of licences, put together as a server does that writes alone. */
export function rememberingSubject(): Subject {
  return subjectOf('memory behind a cache', createMemoryStore(), (store, ports) => {
    const now = () => ({ wall: ports.clock.now(), monotonic: performance.now() })
    const cache = createLicenseCache<never>({
      source: (key) => store.licenses.findByKey(key),
      freshness: soleWriter(now),
      max: REMEMBERED,
      storeDown: { type: 'refuse' },
      now,
      timer: (ms, callback) => {
        const timer = setTimeout(callback, ms)
        return () => clearTimeout(timer)
      },
    })
    return composeUseCases({ ...store, unitOfWork: cache.watched(store.unitOfWork) }, ports, cache.facts)
  })
}

function subjectOf(name: string, store: Store, compose: (store: Store, ports: SequencePorts) => UseCases): Subject {
  return { name, compose: (ports) => compose(store, ports), restart: async () => {}, close: () => store.close() }
}
