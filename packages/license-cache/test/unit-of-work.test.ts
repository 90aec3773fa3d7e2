import { createMemoryStore } from '@keybox/adapters-memory'
import { commit, storeLicense, storeSeller } from '@keybox/contracts'
import { err, ok, StoreFailure, type License, type UnitOfWork } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { anActiveLicense, isGood, revoked, testCache } from './support/test-cache.ts'

async function stored() {
  const store = createMemoryStore()
  const { project } = await storeSeller(store)
  const { activation } = anActiveLicense()
  const license = await storeLicense(store, project, { activation, revision: 2 })
  let reads = 0
  const tested = testCache({
    source: (key) => {
      reads += 1
      return store.licenses.findByKey(key)
    },
  })
  const isTold = async (): Promise<License | undefined> => (await tested.cache.facts.find(license.key, isGood)).license
  return { ...tested, store, license, isTold, reads: () => reads }
}

const replacing = (unitOfWork: UnitOfWork, next: License) => unitOfWork.run(({ licenses }) => licenses.replace(next))

describe('a unit of work', () => {
  it('leaves in memory what it committed', async () => {
    const { cache, store, license, isTold, reads } = await stored()
    await isTold()
    const moved = { ...license, services: license.services, revision: 3 }
    await replacing(cache.watched(store.unitOfWork), moved)
    expect(await isTold()).toStrictEqual(moved)
    expect(reads()).toBe(1)
  })

  it('leaves nothing good of a licence that it revoked', async () => {
    const { cache, store, license, isTold } = await stored()
    await isTold()
    await replacing(cache.watched(store.unitOfWork), revoked(license))
    expect(await isTold()).toStrictEqual(revoked(license))
  })

  it('changes nothing when it is rolled back', async () => {
    const { cache, store, license, isTold, reads } = await stored()
    await isTold()
    await cache.watched(store.unitOfWork).run(async ({ licenses }) => {
      await licenses.replace(revoked(license))
      return err('rolled back')
    })
    expect(await isTold()).toStrictEqual(license)
    expect(reads()).toBe(1)
  })

  it('makes memory forget the licence when nobody knows how it ended', async () => {
    const { cache, store, license, isTold, reads } = await stored()
    await isTold()
    const unknown = new StoreFailure('OUTCOME_UNKNOWN', 'gone')
    const losing: UnitOfWork = {
      run: async (work) => {
        await store.unitOfWork.run(work)
        throw unknown
      },
    }
    await expect(replacing(cache.watched(losing), revoked(license))).rejects.toBe(unknown)
    expect(await isTold()).toStrictEqual(revoked(license))
    expect(reads()).toBe(2)
  })

  it('puts nothing over what was learned of meanwhile', async () => {
    const { cache, store, license, isTold } = await stored()
    const moved = { ...license, revision: 3 }
    const overtaken: UnitOfWork = {
      run: async (work) => {
        const result = await store.unitOfWork.run(work)
        await commit(store, ({ licenses }) => licenses.replace(revoked(moved)))
        cache.changed(license.id, 4)
        return result
      },
    }
    expect(await replacing(cache.watched(overtaken), moved)).toStrictEqual(ok())
    expect(await isTold()).toStrictEqual(revoked(moved))
  })

  it('remembers no licence that it issued', async () => {
    const { cache, store, license, reads } = await stored()
    const { project } = await storeSeller({ ...store, unitOfWork: cache.watched(store.unitOfWork) })
    await storeLicense({ ...store, unitOfWork: cache.watched(store.unitOfWork) }, project)
    await cache.facts.find(license.key, isGood)
    expect(reads()).toBe(1)
  })
})
