import { activateLicense, err, readDashboard, revokeLicense, type License, type Store } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aMachine } from '../builders/values.ts'
import { settableClock, type SettableClock } from '../settable-clock.ts'
import { plainLicense } from './plain.ts'
import { storeLicense, storeSeller } from './seed.ts'
import { aFingerprint, useCasePorts } from './use-case-ports.ts'

/** What is decided on a licence whose term ends while the decision waits for the store. */
export function describeLateTurns(store: () => Store): void {
  describe('a licence whose term ends while the store lets a request wait', () => {
    it.each([true, false, undefined])('is neither revoked nor restored (revoked: %s)', async (revoked) => {
      const { account, project } = await storeSeller(store())
      const clock = settableClock()
      const change = revoked === false ? { revokedAt: clock.now() } : boundAt(clock)
      const license = await storeLicense(store(), project, change)
      const revoke = revokeLicense({ ...useCasePorts({ clock }), ...busy(store(), () => clock.set(license.expiresAt)) })
      expect(await revoke({ owner: account.id, key: license.key, revoked })).toStrictEqual(
        err({ type: 'NotToggleable' }),
      )
      expect(plainLicense(await store().licenses.findByKey(license.key))).toStrictEqual(plainLicense(license))
    })

    it('is not activated', async () => {
      const { project } = await storeSeller(store())
      const clock = settableClock()
      const license = await storeLicense(store(), project)
      const ports = useCasePorts({ clock })
      const activate = activateLicense({ ...ports, ...busy(store(), () => clock.set(license.expiresAt)) })
      expect(await activate({ key: license.key, fingerprint: aFingerprint('late') })).toStrictEqual(
        err({ type: 'LicenseExpired' }),
      )
      expect(plainLicense(await store().licenses.findByKey(license.key))).toStrictEqual(plainLicense(license))
    })

    it('reads as expired on the dashboard', async () => {
      const { account, project } = await storeSeller(store())
      const clock = settableClock()
      const license = await storeLicense(store(), project)
      const { dashboards } = busy(store(), () => clock.set(license.expiresAt))
      const statuses = []
      for await (const entry of readDashboard({ dashboards, clock })({ owner: account.id, client: undefined })) {
        if (entry.type === 'license') statuses.push(entry.status)
      }
      expect(statuses).toStrictEqual(['EXPIRED'])
    })
  })
}

/** The store, where `meanwhile` happens while anyone waits to write or to read a dashboard. */
function busy(store: Store, meanwhile: () => void): Store {
  return {
    ...store,
    unitOfWork: {
      run: (work) =>
        store.unitOfWork.run((repositories) => {
          meanwhile()
          return work(repositories)
        }),
    },
    dashboards: {
      read: async function* (owner, client) {
        meanwhile()
        yield* store.dashboards.read(owner, client)
      },
    },
  }
}

function boundAt(clock: SettableClock): Pick<License, 'activation'> {
  return { activation: { machine: aMachine(), at: clock.now() } }
}
