import { storeLicense, storeSeller } from '@keybox/contracts'
import { instant, type License } from '@keybox/domain'
import type { StoreCluster } from '@keybox/license-cache'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import { Timestamp } from 'mongodb'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openWatchedStore, type WatchedStore } from './support/watched-store.ts'

/** For a machine that is busy. */
const LEASE_PATIENCE = { timeout: 10_000 }

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
    const [license, other] = [await storeLicense(store, project), await storeLicense(store, project)]
    const { cache } = clusterOf(watched).join({
      source: (key) => store.licenses.findByKey(key),
      max: 10,
      storeDown: { type: 'refuse' },
      now: () => ({ wall: instant(Date.now()), monotonic: performance.now() }),
      timer: () => () => undefined,
    })
    const from = sent.length
    await Promise.all([cache.facts.find(license.key, isGood), cache.facts.find(other.key, isGood)])
    // Each alone, for the newest of one document is all that the server promises.
    const newest = { limit: 1, readConcern: { level: 'linearizable' }, maxTimeMS: 2000 }
    // What follows them are repetitions: the server's first era began meanwhile.
    const first = readsSince(from).slice(0, 2)
    expect(first.map(({ command }) => command)).toMatchObject([newest, newest])

    await expect
      .poll(async () => {
        const before = sent.length
        await cache.facts.find(license.key, () => false)
        return readsSince(before)[0]?.command['readConcern']
      }, LEASE_PATIENCE)
      .toMatchObject({ level: 'majority', afterClusterTime: expect.any(Timestamp) })
    await expect
      .poll(async () => {
        const before = sent.length
        await cache.facts.find(license.key, isGood)
        return readsSince(before)
      }, LEASE_PATIENCE)
      .toHaveLength(0)
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
