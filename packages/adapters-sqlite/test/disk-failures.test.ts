import { aClient, storeAccount, storeSeller, aLicenseFor } from '@keybox/contracts'
import { ok, StoreFailure, type Store } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { ALL_MIGRATIONS } from '../src/migrations/all-migrations.ts'
import { anotherProgram, scalar } from './support/another-program.ts'
import { repairCommits, sabotageCommits } from './support/commit-faults.ts'
import { outputWithinFileSize } from './support/programs.ts'
import { opened, openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

const UNAVAILABLE = { name: 'StoreFailure', code: 'STORE_UNAVAILABLE' }

describe('a full disk', () => {
  // The limit belongs to the connection that runs the step: the one that writes.
  const tuning = {
    migrations: [...ALL_MIGRATIONS, { version: ALL_MIGRATIONS.length + 1, sql: 'PRAGMA max_page_count = 40' }],
  }

  it('fails the unit as a whole; readers go on, and so does writing once there is room', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path, tuning)
    const { account } = await storeSeller(store)
    await expect(storeClients(store, account.id, 2_000)).rejects.toMatchObject(UNAVAILABLE)
    const tool = anotherProgram(path)
    expect(scalar(tool, 'SELECT count(*) FROM clients')).toBe(1)
    expect(await store.accounts.findById(account.id)).toBeDefined()
    await store.ping()
    await storeClients(store, account.id, 3)
    expect(scalar(tool, 'SELECT count(*) FROM clients')).toBe(4)
  })

  it('is no reason for what comes after it in the unit to be committed on its own', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path, tuning)
    const { account, project } = await storeSeller(store)
    const late = aLicenseFor(project)
    const run = store.unitOfWork.run(async ({ clients, licenses }) => {
      for (let written = 0; written < 2_000; written += 1) {
        const full = await clients.insert(aClient({ owner: account.id })).catch((error: unknown) => error)
        if (full instanceof StoreFailure) break
      }
      // SQLite has rolled back by itself: this would be a transaction of its own.
      await licenses.insert(late).catch(() => undefined)
      return ok()
    })
    await expect(run).rejects.toMatchObject(UNAVAILABLE)
    expect(await store.licenses.findByKey(late.key)).toBeUndefined()
  })

  it('met by the operating system leaves pairs whole, and the store usable', async () => {
    const path = temporaryDatabase()
    // 512-byte blocks: the log reaches 400 KiB long before it would start over.
    const told: unknown = JSON.parse(await outputWithinFileSize(800, 'fill-disk', path))
    const { owner, stored, unknown } = told as { owner: string; stored: number; unknown: number }
    expect(told).toMatchObject({ readable: true })
    expect(stored).toBeGreaterThan(10)
    await openedForTest(path)
    const tool = anotherProgram(path)
    expect(scalar(tool, 'PRAGMA integrity_check')).toBe('ok')
    const found = Number(scalar(tool, `SELECT count(*) FROM clients WHERE owner = '${owner}'`))
    expect(found % 2).toBe(0)
    expect(found).toBeGreaterThanOrEqual(2 * stored)
    expect(found).toBeLessThanOrEqual(2 * (stored + unknown))
  })
})

describe('a commit that fails', () => {
  it('is rolled back, and the next unit starts afresh', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path)
    const account = await storeAccount(store)
    sabotageCommits(path)
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await expect(storeClients(store, account.id, 2)).rejects.toMatchObject(UNAVAILABLE)
    }
    repairCommits(path)
    await storeClients(store, account.id, 2)
    expect(scalar(anotherProgram(path), 'SELECT count(*) FROM clients')).toBe(2)
  })
})

describe('a database that another program ruins meanwhile', () => {
  it('gives the driver’s own error for a table that is gone, and leaves no transaction open', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path)
    const account = await storeAccount(store)
    const tool = anotherProgram(path)
    tool.exec('PRAGMA foreign_keys = OFF; ALTER TABLE clients RENAME TO hidden')
    await expect(storeClients(store, account.id, 1)).rejects.toThrow('no such table')
    tool.exec('ALTER TABLE hidden RENAME TO clients')
    await storeClients(store, account.id, 1)
  })
})

it('closes after a failure as well', async () => {
  const path = temporaryDatabase()
  const store = await opened(path)
  const account = await storeAccount(store)
  sabotageCommits(path)
  await expect(storeClients(store, account.id, 1)).rejects.toMatchObject(UNAVAILABLE)
  await store.close()
  await openedForTest(path)
})

async function storeClients(store: Store, owner: ReturnType<typeof aClient>['owner'], count: number): Promise<void> {
  await store.unitOfWork.run(async ({ clients }) => {
    for (let written = 0; written < count; written += 1) await clients.insert(aClient({ owner }))
    return ok()
  })
}
