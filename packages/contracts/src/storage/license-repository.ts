import { err, instant, type License, type LicenseKeyTaken, type Result, type Store } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aLicense, services } from '../builders/a-license.ts'
import { aMachine, anId, termMonths } from '../builders/values.ts'
import { EXTREME_TIMES, termAt } from './extremes.ts'
import { describeLicenseReplacement } from './license-replacement.ts'
import { STORAGE_TIMEOUT_MS, useStore, type OpenStore } from './open-store.ts'
import { plainLicense } from './plain.ts'
import { aLicenseFor, commit, storeAccount, storeLicense, storeSeller } from './seed.ts'

/** What every store's licences do. */
export function licenseRepositoryContract(openStore: OpenStore): void {
  describe('contract: license-repository', { timeout: STORAGE_TIMEOUT_MS }, () => {
    const store = useStore(openStore)

    it('finds a licence by its key and as its owner', async () => {
      const { project } = await storeSeller(store())
      const license = await storeLicense(store(), project)
      expect(plainLicense(await store().licenses.findByKey(license.key))).toStrictEqual(plainLicense(license))
      const owned = await store().licenses.findOwned(license.owner, license.key)
      expect(plainLicense(owned)).toStrictEqual(plainLicense(license))
    })

    it("answers an unknown key with nothing, and another owner's licence alike where the owner asks", async () => {
      const { project } = await storeSeller(store())
      const stranger = await storeAccount(store())
      const license = await storeLicense(store(), project)
      const unknown = aLicenseFor(project).key
      expect(await store().licenses.findByKey(unknown)).toBeUndefined()
      expect(await store().licenses.findOwned(license.owner, unknown)).toBeUndefined()
      expect(await store().licenses.findOwned(stranger.id, license.key)).toBeUndefined()
      expect(await store().licenses.findOwned(anId('Account'), license.key)).toBeUndefined()
    })

    it('gives a unit of work the same look-ups, its own writes included', async () => {
      const { project } = await storeSeller(store())
      const stranger = await storeAccount(store())
      const own = aLicenseFor(project)
      await commit(store(), async ({ licenses }) => {
        const inserted = await licenses.insert(own)
        expect(plainLicense(await licenses.findByKey(own.key))).toStrictEqual(plainLicense(own))
        expect(plainLicense(await licenses.findOwned(own.owner, own.key))).toStrictEqual(plainLicense(own))
        expect(await licenses.findOwned(stranger.id, own.key)).toBeUndefined()
        return inserted
      })
    })

    describe('keeps every field as it was', () => {
      it.each<readonly [string, Partial<License>]>([
        ['a pending licence', {}],
        ['an active one', { activation: { machine: aMachine(), at: instant(1_706_000_000_123) }, revision: 2 }],
        ['one revoked while pending', { revokedAt: instant(1_706_000_000_456), revision: 2 }],
        [
          'one revoked while active',
          {
            activation: { machine: aMachine(), at: instant(1_706_000_000_123) },
            revokedAt: instant(1_706_000_000_456),
            updatedAt: instant(1_706_000_000_456),
            revision: 3,
          },
        ],
        ['a term of one month', { duration: termMonths(1) }],
        ['several services in the order given', { services: services('Mail', 'Domain', 'Hosting', 'Backup') }],
        ['services by any name', { services: services('Webhosting für Zuhause', '域名', 'a,b', '["c"]') }],
        ['a large revision', { revision: 2 ** 31 + 7 }],
      ])('%s', async (_, overrides) => {
        const { project } = await storeSeller(store())
        const license = await storeLicense(store(), project, overrides)
        expect(plainLicense(await store().licenses.findByKey(license.key))).toStrictEqual(plainLicense(license))
      })

      it.each(EXTREME_TIMES)('a time: %s', async (_, time) => {
        const { project } = await storeSeller(store())
        const activation = { machine: aMachine(), at: time }
        const times = { ...termAt(time), revokedAt: time, updatedAt: time, activation }
        const license = await storeLicense(store(), project, times)
        expect(plainLicense(await store().licenses.findByKey(license.key))).toStrictEqual(plainLicense(license))
      })
    })

    it('refuses a key that is taken, whoever has it', async () => {
      const { project } = await storeSeller(store())
      const others = await storeSeller(store())
      const license = await storeLicense(store(), project)
      for (const rival of [
        aLicenseFor(project, { key: license.key }),
        aLicenseFor(others.project, { key: license.key }),
      ]) {
        expect(await insert(store(), rival)).toStrictEqual(err({ type: 'LicenseKeyTaken' }))
      }
      expect(plainLicense(await store().licenses.findByKey(license.key))).toStrictEqual(plainLicense(license))
      expect(await store().licenses.findOwned(others.account.id, license.key)).toBeUndefined()
    })

    it('refuses a key that the same unit of work took', async () => {
      const { project } = await storeSeller(store())
      const first = aLicenseFor(project)
      const refused = await store().unitOfWork.run<Result<void, LicenseKeyTaken>>(async ({ licenses }) => {
        const inserted = await licenses.insert(first)
        return inserted.ok ? licenses.insert(aLicenseFor(project, { key: first.key })) : inserted
      })
      expect(refused).toStrictEqual(err({ type: 'LicenseKeyTaken' }))
      expect(await store().licenses.findByKey(first.key)).toBeUndefined()
    })

    it('throws for an id that is taken: that is no LicenseKeyTaken', async () => {
      const { project } = await storeSeller(store())
      const license = await storeLicense(store(), project)
      const sameId = aLicenseFor(project, { id: license.id })
      await expect(insert(store(), sameId)).rejects.toThrow(Error)
      expect(await store().licenses.findByKey(sameId.key)).toBeUndefined()
      expect(plainLicense(await store().licenses.findByKey(license.key))).toStrictEqual(plainLicense(license))
    })

    it('keeps what was inserted, whatever becomes of the objects handed in and out', async () => {
      const { project } = await storeSeller(store())
      const activation = { machine: aMachine(), at: instant(1_706_000_000_123) }
      const license = aLicenseFor(project, { activation, services: services('Hosting', 'Domain') })
      const expected = plainLicense(aLicense({ ...license, activation: { ...activation } }))
      const names = [...license.services]
      await commit(store(), ({ licenses }) => licenses.insert(license))
      disturb(license)
      const found = await store().licenses.findByKey(license.key)
      if (found !== undefined) disturb(found)
      const again = await store().licenses.findByKey(license.key)
      expect(again?.services).toStrictEqual(names)
      expect(plainLicense(again)).toStrictEqual({ ...(expected as object), services: names })
    })

    describeLicenseReplacement(store)
  })
}

function insert(store: Store, license: License): Promise<Result<void, LicenseKeyTaken>> {
  return store.unitOfWork.run(({ licenses }) => licenses.insert(license))
}

/** Changes what can be changed of an object: nothing of one that is frozen. */
function disturb(license: License): void {
  Reflect.set(license, 'revision', 99)
  Reflect.set(license.services, 0, 'Stolen')
  if (license.activation !== undefined) Reflect.set(license.activation, 'machine', 'stolen')
}
