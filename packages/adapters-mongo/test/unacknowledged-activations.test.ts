import { aFingerprint, storeLicense, storeSeller, useCasePorts } from '@keybox/contracts'
import { activateLicense, type LicenseKey } from '@keybox/domain'
import { freshDatabaseUri, startThreeMembers, type ThreeMembers } from '@keybox/test-mongodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { letSecondariesApply } from './support/secondaries.ts'
import { openWatchedStore, type WatchedStore } from './support/watched-store.ts'

const PATIENCE = { timeout: 20_000 }

let members: ThreeMembers
let watched: WatchedStore

beforeAll(async () => {
  members = await startThreeMembers()
  watched = await openWatchedStore(freshDatabaseUri(members.uri))
}, 60_000)

afterAll(async () => {
  await watched.store.close()
  await members.stop()
})

it(
  'an activation waits for one that a majority does not have yet, and is then decided by it',
  { timeout: 60_000 },
  async () => {
    const { store, sent } = watched
    const { project } = await storeSeller(store)
    const { key } = await storeLicense(store, project)
    await letSecondariesApply(members.uri, false)
    sent.length = 0
    const first = activateOn('first machine', key)
    await expect.poll(() => sent.map(({ name }) => name), PATIENCE).toContain('commitTransaction')
    const second = activateOn('second machine', key)
    await expect
      .poll(() => sent.map(({ command }) => command['readConcern']?.level), PATIENCE)
      .toContain('linearizable')
    await letSecondariesApply(members.uri, true)
    expect(await first).toMatchObject({ ok: true, value: { first: true } })
    expect(await second).toStrictEqual({ ok: false, error: { type: 'BoundToAnotherMachine' } })
  },
)

function activateOn(machine: string, key: LicenseKey) {
  const { licenses, unitOfWork } = watched.store
  return activateLicense({ ...useCasePorts(), licenses, unitOfWork })({ key, fingerprint: aFingerprint(machine) })
}
