import {
  revokeLicense,
  statusAt,
  type License,
  type LicenseKey,
  type LicenseStatus,
  type RevokeLicense,
  type Store,
} from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aMachine } from '../builders/values.ts'
import { activation } from './activation-races.ts'
import { storeLicense, storeSeller } from './seed.ts'
import { aFingerprint, useCasePorts, type UseCasePorts } from './use-case-ports.ts'

const TOGGLES = 15

/** A developer who stops a licence while machines activate it, and developers who toggle it all at once. */
export function describeRevocationRaces(store: () => Store, rounds: number): void {
  const ports = useCasePorts()
  const statusOf = async (key: LicenseKey): Promise<LicenseStatus | undefined> => {
    const license = await store().licenses.findByKey(key)
    return license === undefined ? undefined : statusAt(license, ports.clock.now())
  }

  describe('a revocation that races with an activation', () => {
    it.each([
      ['revoke first', true],
      ['activate first', false],
    ])(`leaves a licence that is never ACTIVE once it was answered: %s, ${rounds} times`, async (_, revokeFirst) => {
      const { account, project } = await storeSeller(store())
      const activate = activation(store(), ports)
      const revoke = revocation(store(), ports)
      for (let round = 0; round < rounds; round += 1) {
        const { key } = await storeLicense(store(), project)
        const stop = async (): Promise<void> => {
          const revoked = await revoke({ owner: account.id, key, revoked: true })
          expect(revoked).toMatchObject({ ok: true, value: { status: 'REVOKED', changed: true } })
          expect(await statusOf(key)).toBe('REVOKED')
        }
        const start = async (): Promise<void> => {
          const activated = await activate({ key, fingerprint: aFingerprint(`round ${round}`) })
          if (!activated.ok) expect(activated.error).toStrictEqual({ type: 'LicenseRevoked' })
        }
        const contenders = revokeFirst ? [stop, start, start] : [start, start, stop]
        await Promise.all(contenders.map((contend) => contend()))
        expect(await statusOf(key)).toBe('REVOKED')
      }
    })

    it(`by a toggle: it stops the licence or is refused as there is nothing to toggle, ${rounds} times`, async () => {
      const { account, project } = await storeSeller(store())
      const activate = activation(store(), ports)
      const toggle = revocation(store(), ports)
      for (let round = 0; round < rounds; round += 1) {
        const { key } = await storeLicense(store(), project)
        const [activated, toggled] = await Promise.all([
          activate({ key, fingerprint: aFingerprint(`round ${round}`) }),
          toggle({ owner: account.id, key, revoked: undefined }),
        ])
        expect(activated).toMatchObject({ ok: true, value: { first: true } })
        if (!toggled.ok) expect(toggled.error).toStrictEqual({ type: 'NotToggleable' })
        expect(await statusOf(key)).toBe(toggled.ok ? 'REVOKED' : 'ACTIVE')
      }
    })
  })

  describe('toggles at once', () => {
    it(`each see the state that the one before left, ${rounds} times`, async () => {
      const { account, project } = await storeSeller(store())
      const toggle = revocation(store(), ports)
      for (let round = 0; round < rounds; round += 1) {
        const first = await storeLicense(store(), project, boundAt(ports))
        const results = await Promise.all(
          Array.from({ length: TOGGLES }, () => toggle({ owner: account.id, key: first.key, revoked: undefined })),
        )
        const steps = results
          .flatMap((result) => (result.ok ? [result.value] : []))
          .sort((one, other) => one.license.revision - other.license.revision)
          .map(({ license, status }) => [license.revision, status])
        const expected = Array.from({ length: TOGGLES }, (_, step) => [
          first.revision + step + 1,
          step % 2 === 0 ? 'REVOKED' : 'ACTIVE',
        ])
        expect(steps).toStrictEqual(expected)
        expect((await store().licenses.findByKey(first.key))?.revision).toBe(first.revision + TOGGLES)
        expect(await statusOf(first.key)).toBe(TOGGLES % 2 === 0 ? 'ACTIVE' : 'REVOKED')
      }
    })

    it(`that set instead of toggling change it once, ${rounds} times`, async () => {
      const { account, project } = await storeSeller(store())
      const revoke = revocation(store(), ports)
      for (let round = 0; round < rounds; round += 1) {
        const first = await storeLicense(store(), project, boundAt(ports))
        const results = await Promise.all(
          Array.from({ length: TOGGLES }, () => revoke({ owner: account.id, key: first.key, revoked: true })),
        )
        expect(results.every((result) => result.ok && result.value.status === 'REVOKED')).toBe(true)
        expect(results.filter((result) => result.ok && result.value.changed)).toHaveLength(1)
        expect((await store().licenses.findByKey(first.key))?.revision).toBe(first.revision + 1)
      }
    })
  })
}

function boundAt({ clock }: UseCasePorts): Pick<License, 'activation' | 'revision'> {
  return { activation: { machine: aMachine(), at: clock.now() }, revision: 2 }
}

function revocation(store: Store, ports: UseCasePorts): RevokeLicense {
  return revokeLicense({ unitOfWork: store.unitOfWork, ...ports })
}
