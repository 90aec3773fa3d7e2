import { copyFileSync, renameSync, rmSync } from 'node:fs'
import { StoreFailure } from '@keybox/domain'
import { expect, it } from 'vitest'
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
