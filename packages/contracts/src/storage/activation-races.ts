import {
  activateLicense,
  err,
  statusAt,
  type ActivateLicense,
  type LicenseKey,
  type LicenseReader,
  type Store,
} from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { plainLicense } from './plain.ts'
import { storeLicense, storeSeller } from './seed.ts'
import { aFingerprint, useCasePorts, type UseCasePorts } from './use-case-ports.ts'

const RIVALS = 30

/** Machines that race for one pending key. */
export function describeActivationRaces(store: () => Store, rounds: number): void {
  const ports = useCasePorts()

  describe(`${RIVALS} activations of one pending key`, () => {
    it(`by as many machines have one winner, ${rounds} times`, async () => {
      const activate = activation(store(), ports)
      const { project } = await storeSeller(store())
      for (let round = 0; round < rounds; round += 1) {
        const { key } = await storeLicense(store(), project)
        const machines = Array.from({ length: RIVALS }, (_, rival) => aFingerprint(`round ${round} machine ${rival}`))
        const results = await Promise.all(machines.map((machine) => activate({ key, fingerprint: machine })))

        const winners = results.flatMap((result) => (result.ok ? [result.value] : []))
        const losses = results.flatMap((result) => (result.ok ? [] : [result.error.type]))
        expect(winners).toHaveLength(1)
        expect(losses).toStrictEqual(Array.from({ length: RIVALS - 1 }, () => 'BoundToAnotherMachine'))
        expect(winners[0]?.first).toBe(true)
        const stored = await store().licenses.findByKey(key)
        expect(stored?.revision).toBe(2)
        expect(plainLicense(stored)).toStrictEqual(plainLicense(winners[0]?.license))
      }
    })

    it(`by one machine all succeed, with one binding and one revision, ${rounds} times`, async () => {
      const activate = activation(store(), ports)
      const { project } = await storeSeller(store())
      for (let round = 0; round < rounds; round += 1) {
        const { key } = await storeLicense(store(), project)
        const machine = aFingerprint(`round ${round}`)
        const results = await Promise.all(Array.from({ length: RIVALS }, () => activate({ key, fingerprint: machine })))
        expect(results.filter((result) => result.ok && result.value.first)).toHaveLength(1)
        expect(results.filter((result) => result.ok && !result.value.first)).toHaveLength(RIVALS - 1)
        const stored = await store().licenses.findByKey(key)
        expect(stored).toMatchObject({ revision: 2, activation: { machine: ports.fingerprintHasher(machine) } })
        expect(stored === undefined ? undefined : statusAt(stored, ports.clock.now())).toBe('ACTIVE')
      }
    })
  })

  it('an activation that lost is decided by what its unit reads, however far readers outside of units lag', async () => {
    const { project } = await storeSeller(store())
    const { key } = await storeLicense(store(), project)
    const lagging = activateLicense({
      ...ports,
      unitOfWork: store().unitOfWork,
      licenses: await readersOfNow(store(), key),
    })
    expect(await lagging({ key, fingerprint: aFingerprint('first') })).toMatchObject({
      ok: true,
      value: { first: true },
    })
    expect(await lagging({ key, fingerprint: aFingerprint('second') })).toStrictEqual(
      err({ type: 'BoundToAnotherMachine' }),
    )
    expect(await lagging({ key, fingerprint: aFingerprint('first') })).toMatchObject({
      ok: true,
      value: { first: false },
    })
  })
}

/** Readers that go on showing a licence as it is now, as a majority of members does while it is behind its primary. */
async function readersOfNow({ licenses }: Store, key: LicenseKey): Promise<LicenseReader> {
  const now = await licenses.findByKey(key)
  return { findByKey: async () => now, findOwned: async () => now }
}

export function activation(store: Store, ports: UseCasePorts): ActivateLicense {
  return activateLicense({ licenses: store.licenses, unitOfWork: store.unitOfWork, ...ports })
}
