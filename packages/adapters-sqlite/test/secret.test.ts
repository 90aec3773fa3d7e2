import { readFileSync } from 'node:fs'
import { storeAccount, storeLicense, storeSeller } from '@keybox/contracts'
import { describe, expect, it } from 'vitest'
import { ALL_MIGRATIONS } from '../src/migrations/all-migrations.ts'
import { openSqliteStore } from '../src/open-sqlite-store.ts'
import { open, opened, openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'
import { testKeyVault } from './support/test-key-vault.ts'

const STRANGER = testKeyVault('another secret, just as long as the first')

describe('a store opened under another secret than the one it was filled under', () => {
  it('is refused, changes nothing, and opens again under its own', async () => {
    const path = temporaryDatabase()
    const store = await opened(path)
    const { project } = await storeSeller(store)
    const { key } = await storeLicense(store, project)
    await store.close()
    const before = readFileSync(path)

    const refused = await openSqliteStore({ path, keyVault: STRANGER })
    expect(refused).toMatchObject({ ok: false, error: { type: 'StoreRefused', reason: 'WRONG_SECRET' } })
    expect(readFileSync(path).equals(before)).toBe(true)

    const again = await openedForTest(path)
    expect(await again.licenses.findByKey(key)).toBeDefined()
  })

  it('is refused from the first start on, even if nothing was stored', async () => {
    const path = temporaryDatabase()
    await (await opened(path)).close()
    expect(await openSqliteStore({ path, keyVault: STRANGER })).toMatchObject({ error: { reason: 'WRONG_SECRET' } })
  })

  it('is refused before any migration', async () => {
    const path = temporaryDatabase()
    await (await opened(path)).close()
    const before = readFileSync(path)
    const nextStep = { version: ALL_MIGRATIONS.length + 1, sql: 'CREATE TABLE next_step (_id TEXT) STRICT' }
    const migrations = [...ALL_MIGRATIONS, nextStep]
    expect(await openSqliteStore({ path, keyVault: STRANGER }, { migrations })).toMatchObject({
      error: { reason: 'WRONG_SECRET' },
    })
    expect(readFileSync(path).equals(before)).toBe(true)
  })
})

it('keeps the first check value over any number of starts', async () => {
  const path = temporaryDatabase()
  for (let start = 0; start < 3; start += 1) {
    const store = await opened(path)
    await storeAccount(store)
    await store.close()
  }
  expect((await open(path)).ok).toBe(true)
})
