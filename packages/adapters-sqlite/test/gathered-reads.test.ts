import { aLicenseFor, commit, plainLicense, storeLicense, storeSeller } from '@keybox/contracts'
import { StoreFailure } from '@keybox/domain'
import { expect, it } from 'vitest'
import { anotherProgram } from './support/another-program.ts'
import { openedForTest, opened } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

it('gives everyone who looks in one turn what they look for', async () => {
  const store = await openedForTest(temporaryDatabase())
  const { project } = await storeSeller(store)
  const licenses = [await storeLicense(store, project), await storeLicense(store, project)]
  const keys = [...licenses, aLicenseFor(project)].map(({ key }) => key)
  const found = await Promise.all([...keys, ...keys].map((key) => store.licenses.findByKey(key)))
  const expected = [...licenses, undefined]
  expect(found.map(plainLicense)).toStrictEqual([...expected, ...expected].map(plainLicense))
})

it('reads what was committed after the turn’s first look, and before its last', async () => {
  const path = temporaryDatabase()
  const store = await openedForTest(path)
  const { project } = await storeSeller(store)
  const license = await storeLicense(store, project)
  const tool = anotherProgram(path)
  const first = store.licenses.findByKey(license.key)
  tool.exec('UPDATE licenses SET revision = 2')
  const last = store.licenses.findByKey(license.key)
  expect((await Promise.all([first, last])).map((found) => found?.revision)).toStrictEqual([2, 2])
})

it('keeps no snapshot: a look of the next turn sees what was committed meanwhile', async () => {
  const store = await openedForTest(temporaryDatabase())
  const { project } = await storeSeller(store)
  const license = await storeLicense(store, project)
  await Promise.all([1, 2, 3].map(() => store.licenses.findByKey(license.key)))
  await commit(store, ({ licenses }) => licenses.replace({ ...license, revision: 2 }))
  expect((await store.licenses.findByKey(license.key))?.revision).toBe(2)
})

it('fails for all who look when the store is closed', async () => {
  const store = await opened(temporaryDatabase())
  const { project } = await storeSeller(store)
  const { key } = await storeLicense(store, project)
  await store.close()
  for (const outcome of await Promise.allSettled([1, 2].map(() => store.licenses.findByKey(key)))) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(StoreFailure) })
  }
})
