import { KeyRing } from '@keybox/domain'
import { expect, it, onTestFinished } from 'vitest'
import { openConnection } from '../src/connection.ts'
import { openSqliteStoreBeside } from '../src/open-sqlite-store-beside.ts'
import { writeBeside } from '../src/opening/write-beside.ts'
import { sqliteStore } from '../src/sqlite-store.ts'
import { DEFAULT_TUNING } from '../src/sqlite-tuning.ts'
import { anotherProgram, scalar } from './support/another-program.ts'
import { opened, openedForTest, SECRET } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'
import { testKeyVault } from './support/test-key-vault.ts'

it('opens a database that was restored and has no write-ahead log yet', async () => {
  const path = temporaryDatabase()
  await (await opened(path)).close()
  const restored = anotherProgram(path)
  restored.exec('PRAGMA journal_mode = DELETE')
  restored.close()
  const beside = await openSqliteStoreBeside({ path, keyVault: testKeyVault(SECRET) })
  expect(beside).toMatchObject({ ok: true })
  if (beside.ok) await beside.value.close()
})

it('has SQLite sync its commits before a server sees them, for the server knows nothing of another sync', async () => {
  const path = temporaryDatabase()
  await openedForTest(path)
  const connection = openConnection(path, DEFAULT_TUNING.lockWaitMs)
  const keys = new KeyRing(testKeyVault(SECRET))
  expect(writeBeside(connection, path, keys)).toMatchObject({ ok: true })
  const store = await sqliteStore(connection, path, { keys }, DEFAULT_TUNING)
  onTestFinished(() => store.close())
  expect(scalar(connection, 'PRAGMA synchronous')).toBe(2)
})
