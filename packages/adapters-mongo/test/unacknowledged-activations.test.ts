import { aFingerprint, storeLicense, storeSeller, useCasePorts } from '@keybox/contracts'
import { activateLicense, type LicenseKey, type Store } from '@keybox/domain'
import { expect, it } from 'vitest'
import { letSecondariesApply } from './support/secondaries.ts'
import { useThreeMembers } from './support/three-members.ts'

const PATIENCE = { timeout: 20_000 }

const onThree = useThreeMembers()

it(
  'an activation waits for one that a majority does not have yet, and is then decided by it',
  { timeout: 60_000 },
  async () => {
    const { store, sent, members } = onThree()
    const { project } = await storeSeller(store)
    const { key } = await storeLicense(store, project)
    await letSecondariesApply(members.uri, false)
    sent.length = 0
    const first = activateOn(store, 'first machine', key)
    await expect.poll(() => sent.map(({ name }) => name), PATIENCE).toContain('commitTransaction')
    const second = activateOn(store, 'second machine', key)
    await expect
      .poll(() => sent.map(({ command }) => command['readConcern']?.level), PATIENCE)
      .toContain('linearizable')
    await letSecondariesApply(members.uri, true)
    expect(await first).toMatchObject({ ok: true, value: { first: true } })
    expect(await second).toStrictEqual({ ok: false, error: { type: 'BoundToAnotherMachine' } })
  },
)

function activateOn({ licenses, unitOfWork }: Store, machine: string, key: LicenseKey) {
  return activateLicense({ ...useCasePorts(), licenses, unitOfWork })({ key, fingerprint: aFingerprint(machine) })
}
