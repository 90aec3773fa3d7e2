import { storeLicense, storeSeller } from '@keybox/contracts'
import { instant, type License } from '@keybox/domain'
import type { StoreCluster } from '@keybox/license-cache'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import { Timestamp } from 'mongodb'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openWatchedStore, type WatchedStore } from './support/watched-store.ts'

/** Positive, that is, as far as memory may say so. */
const isGood = (license: License): boolean => license.revokedAt === undefined

function clusterOf({ store }: WatchedStore): StoreCluster {
  if (store.cluster === undefined) throw new Error('A replica set has a cluster')
  return store.cluster
}

describe('a server among others', () => {
  let watched: WatchedStore

  beforeAll(async () => {
    watched = await openWatchedStore(freshDatabaseUri(inject('mongoUri')))
  })

  afterAll(() => watched.store.close())

  /** What the store was told of each read of a licence since `from`. */
  const readsSince = (from: number) =>
    watched.sent.slice(from).filter(({ name, command }) => name === 'find' && command['find'] === 'licenses')

  it('reads the newest without a lease, then what is not older than what it has applied', async () => {
    const { store, sent } = watched
    const { project } = await storeSeller(store)
    const license = await storeLicense(store, project)
    const { cache } = clusterOf(watched).join({
      source: (key) => store.licenses.findByKey(key),
      max: 10,
      storeDown: { type: 'refuse' },
      now: () => ({ wall: instant(Date.now()), monotonic: performance.now() }),
      timer: () => () => undefined,
    })
    const from = sent.length
    await cache.facts.find(license.key, isGood)
    expect(readsSince(from)[0]?.command).toMatchObject({ readConcern: { level: 'linearizable' }, maxTimeMS: 2000 })

    await expect
      .poll(
        async () => {
          const before = sent.length
          await cache.facts.find(license.key, () => false)
          return readsSince(before)[0]?.command['readConcern']
        },
        { timeout: 20_000 },
      )
      .toMatchObject({ level: 'majority', afterClusterTime: expect.any(Timestamp) })
    const before = sent.length
    await cache.facts.find(license.key, isGood)
    expect(readsSince(before)).toHaveLength(0)
  })

  it('makes sure of what a unit read, when that is all that an answer rests on, with a read of the newest', async () => {
    const { store, sent } = watched
    const { project } = await storeSeller(store)
    const license = await storeLicense(store, project)
    const from = sent.length
    await store.unitOfWork.run(({ licenses }) => licenses.confirm(license))
    const [read] = readsSince(from)
    expect(read?.command).toMatchObject({ readConcern: { level: 'linearizable' } })
    expect(read?.command).not.toHaveProperty('autocommit')
  })
})
