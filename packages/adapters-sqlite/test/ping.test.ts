import { copyFileSync, renameSync, rmSync } from 'node:fs'
import { storeAccount } from '@keybox/contracts'
import { StoreFailure } from '@keybox/domain'
import { expect, it } from 'vitest'
import { anotherProgram, scalar } from './support/another-program.ts'
import { openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

it.each([
  ['deleted', (path: string) => rmSync(path)],
  ['moved', (path: string) => renameSync(path, `${path}.old`)],
  [
    'replaced',
    (path: string) => {
      copyFileSync(path, `${path}.copy`)
      renameSync(`${path}.copy`, path)
    },
  ],
])('a ping fails once the file was %s under the server', async (_, happens) => {
  const path = temporaryDatabase()
  const store = await openedForTest(path)
  await store.ping()
  happens(path)
  await expect(store.ping()).rejects.toBeInstanceOf(StoreFailure)
})

it('a ping tries again to write where a write failed, until it can, and writes nothing while all is well', async () => {
  const path = temporaryDatabase()
  const store = await openedForTest(path, { lockWaitMs: 40 })
  const tool = anotherProgram(path)
  const version = () => scalar(tool, 'PRAGMA data_version')
  const before = version()
  await store.ping()
  expect(version()).toBe(before)
  tool.exec('BEGIN IMMEDIATE')
  await store.ping()
  const locked = { name: 'StoreFailure', ailment: 'locked' }
  await expect(storeAccount(store)).rejects.toMatchObject(locked)
  await expect(store.ping()).rejects.toMatchObject(locked)
  tool.exec('COMMIT')
  await store.ping()
  const written = version()
  expect(written).not.toBe(before)
  await store.ping()
  expect(version()).toBe(written)
})
