import { err, instant, ok, type License, type LicenseChanged, type Result, type Store } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aMachine } from '../builders/values.ts'
import { plainLicense } from './plain.ts'
import { aLicenseFor, storeAccount, storeLicense, storeSeller } from './seed.ts'

const LATER = instant(1_717_000_000_789)

/** The compare-and-set half of the licence repository's suite. */
export function describeLicenseReplacement(store: () => Store): void {
  describe('replaces a licence', () => {
    it('by its next states: bound, revoked, let go on, and back to pending', async () => {
      const first = await storedLicense(store())
      const activation = { machine: aMachine(), at: LATER }
      const changes: readonly Partial<License>[] = [
        { revokedAt: LATER },
        { revokedAt: undefined },
        { activation },
        { revokedAt: LATER },
        { revokedAt: undefined, updatedAt: instant(LATER + 1) },
        { activation: undefined },
      ]
      let current = first
      for (const change of changes) {
        current = nextOf(current, change)
        expect(await replace(store(), current)).toStrictEqual(ok())
        expect(plainLicense(await store().licenses.findByKey(first.key))).toStrictEqual(plainLicense(current))
        const owned = await store().licenses.findOwned(first.owner, first.key)
        expect(plainLicense(owned)).toStrictEqual(plainLicense(current))
      }
    })

    it('twice in one unit of work, which reads its own writes', async () => {
      const first = await storedLicense(store())
      const second = nextOf(first, { revokedAt: LATER })
      const third = nextOf(second, { revokedAt: undefined })
      const done = await store().unitOfWork.run<Result<void, LicenseChanged>>(async ({ licenses }) => {
        const replaced = await licenses.replace(second)
        expect(plainLicense(await licenses.findByKey(first.key))).toStrictEqual(plainLicense(second))
        return replaced.ok ? licenses.replace(third) : replaced
      })
      expect(done).toStrictEqual(ok())
      expect(plainLicense(await store().licenses.findByKey(first.key))).toStrictEqual(plainLicense(third))
    })

    it('that the same unit of work inserted', async () => {
      const { project } = await storeSeller(store())
      const first = aLicenseFor(project)
      const second = nextOf(first, { revokedAt: LATER })
      await store().unitOfWork.run(async ({ licenses }) => {
        await licenses.insert(first)
        return licenses.replace(second)
      })
      expect(plainLicense(await store().licenses.findByKey(first.key))).toStrictEqual(plainLicense(second))
    })

    it.each([
      ['the revision before', -1],
      ['the revision that is stored', 0],
      ['a revision too far ahead', 2],
    ])('only by the next revision, not by %s', async (_, step) => {
      const first = await storedLicense(store())
      const stored = nextOf(first, { revokedAt: LATER })
      await replace(store(), stored)
      const stale = { ...stored, revokedAt: undefined, revision: stored.revision + step }
      expect(await replace(store(), stale)).toStrictEqual(err({ type: 'LicenseChanged' }))
      expect(plainLicense(await store().licenses.findByKey(first.key))).toStrictEqual(plainLicense(stored))
    })

    it('once for each state: the second who decided on it is told so', async () => {
      const first = await storedLicense(store())
      const winner = nextOf(first, { activation: { machine: aMachine(), at: LATER } })
      const loser = nextOf(first, { activation: { machine: aMachine(), at: LATER } })
      expect(await replace(store(), winner)).toStrictEqual(ok())
      expect(await replace(store(), loser)).toStrictEqual(err({ type: 'LicenseChanged' }))
      expect(plainLicense(await store().licenses.findByKey(first.key))).toStrictEqual(plainLicense(winner))
    })

    it('or confirms the state that it is in, and no other', async () => {
      const first = await storedLicense(store())
      const second = nextOf(first, { revokedAt: LATER })
      const confirm = (license: License): Promise<Result<void, LicenseChanged>> =>
        store().unitOfWork.run(({ licenses }) => licenses.confirm(license))
      expect(await confirm(first)).toStrictEqual(ok())
      expect(await confirm(second)).toStrictEqual(err({ type: 'LicenseChanged' }))
      await replace(store(), second)
      expect(await confirm(first)).toStrictEqual(err({ type: 'LicenseChanged' }))
      expect(await confirm(second)).toStrictEqual(ok())
      const stranger = await storeAccount(store())
      expect(await confirm({ ...second, owner: stranger.id })).toStrictEqual(err({ type: 'LicenseChanged' }))
    })

    it('only for its owner', async () => {
      const first = await storedLicense(store())
      const stranger = await storeAccount(store())
      const forged = { ...nextOf(first, { revokedAt: LATER }), owner: stranger.id }
      expect(await replace(store(), forged)).toStrictEqual(err({ type: 'LicenseChanged' }))
      expect(plainLicense(await store().licenses.findByKey(first.key))).toStrictEqual(plainLicense(first))
    })

    it('only where there is one', async () => {
      const { project } = await storeSeller(store())
      const missing = nextOf(aLicenseFor(project), { revokedAt: LATER })
      expect(await replace(store(), missing)).toStrictEqual(err({ type: 'LicenseChanged' }))
      expect(await store().licenses.findByKey(missing.key)).toBeUndefined()
    })

    it('and leaves its neighbours alone', async () => {
      const { project } = await storeSeller(store())
      const first = await storeLicense(store(), project)
      const neighbour = await storeLicense(store(), project)
      await replace(store(), nextOf(first, { revokedAt: LATER }))
      expect(plainLicense(await store().licenses.findByKey(neighbour.key))).toStrictEqual(plainLicense(neighbour))
    })
  })
}

function nextOf(license: License, change: Partial<License>): License {
  return { ...license, updatedAt: LATER, ...change, revision: license.revision + 1 }
}

async function storedLicense(store: Store): Promise<License> {
  const { project } = await storeSeller(store)
  return storeLicense(store, project)
}

function replace(store: Store, next: License): Promise<Result<void, LicenseChanged>> {
  return store.unitOfWork.run(({ licenses }) => licenses.replace(next))
}
