import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { readTree, storeAccount, storeClient, storeProject, storeSeller } from '@keybox/contracts'
import { describe, expect, it } from 'vitest'
import { ALL_MIGRATIONS } from '../src/migrations/all-migrations.ts'
import { migrate } from '../src/migrations/migrate.ts'
import type { Migration } from '../src/migrations/migration.ts'
import { anotherProgram, scalar } from './support/another-program.ts'
import { open, opened, openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

const newest = ALL_MIGRATIONS.length
const nextStep: Migration = { version: newest + 1, sql: 'CREATE TABLE next_step (_id TEXT) STRICT' }
const withNextStep: readonly Migration[] = [...ALL_MIGRATIONS, nextStep]

it('has its steps numbered from 1 without a gap', () => {
  expect(ALL_MIGRATIONS.map(({ version }) => version)).toStrictEqual(ALL_MIGRATIONS.map((_, index) => index + 1))
})

/** Undoes the steps after the first one. */
const BACK_TO_VERSION_1 = `
  ${['clients', 'projects'].flatMap((table) => ['inserted', 'deleted', 'moved'].map((event) => `DROP TRIGGER ${table}_${event};`)).join('\n')}
  DROP TABLE dashboard_totals;
  DROP TABLE kept_replies;
  DROP TABLE sessions;
  ALTER TABLE vault_check DROP COLUMN previous_check_value;
  PRAGMA user_version = 1;`

describe('a database in an older schema', () => {
  it('is brought to the newest with all that it holds', async () => {
    const path = temporaryDatabase()
    const older = await opened(path)
    const account = await storeAccount(older)
    await older.close()
    const newer = await openedForTest(path, { migrations: withNextStep })
    expect(await newer.accounts.findById(account.id)).toBeDefined()
    const tool = anotherProgram(path)
    expect(scalar(tool, 'PRAGMA user_version')).toBe(newest + 1)
    expect(scalar(tool, 'SELECT count(*) FROM next_step')).toBe(0)
  })

  it('goes through each step once', async () => {
    const path = temporaryDatabase()
    for (let start = 0; start < 2; start += 1) await (await opened(path, { migrations: withNextStep })).close()
    expect(scalar(anotherProgram(path), 'PRAGMA user_version')).toBe(newest + 1)
  })

  it('may have a table rebuilt that others refer to', async () => {
    const path = temporaryDatabase()
    const older = await opened(path)
    const client = await storeClient(older, await storeAccount(older))
    await older.close()
    const rebuild = `
      CREATE TABLE rebuilt AS SELECT * FROM accounts;
      CREATE TABLE new_accounts (_id TEXT NOT NULL PRIMARY KEY, name TEXT, email TEXT, email_identity TEXT UNIQUE,
        password_hash TEXT, role TEXT, created_at INTEGER, updated_at INTEGER) STRICT;
      INSERT INTO new_accounts SELECT * FROM rebuilt;
      DROP TABLE rebuilt;
      DROP TABLE accounts;
      ALTER TABLE new_accounts RENAME TO accounts;`
    const newer = await openedForTest(path, { migrations: [...ALL_MIGRATIONS, { version: newest + 1, sql: rebuild }] })
    expect(await newer.clients.find(client.owner, client.id)).toBeDefined()
    await storeClient(newer, await storeAccount(newer))
  })
})

describe('the totals of dashboards', () => {
  it('are those of what an older schema holds, and go on from there', async () => {
    const path = temporaryDatabase()
    const older = await opened(path)
    const { account, client } = await storeSeller(older)
    await storeProject(older, client)
    const empty = await storeAccount(older)
    await older.close()
    anotherProgram(path).exec(BACK_TO_VERSION_1)
    const newer = await openedForTest(path)
    expect(await readTree(newer, account.id)).toMatchObject({ clients: 1, projects: 2 })
    expect(await readTree(newer, empty.id)).toMatchObject({ clients: 0, projects: 0 })
    await storeProject(newer, client)
    await storeClient(newer, empty)
    expect(await readTree(newer, account.id)).toMatchObject({ clients: 1, projects: 3 })
    expect(await readTree(newer, empty.id)).toMatchObject({ clients: 1, projects: 0 })
  })

  it('are right also after another program deleted, or gave to another owner', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path)
    const { account, client, project } = await storeSeller(store)
    const other = await storeAccount(store)
    const moved = await storeClient(store, account)
    const tool = anotherProgram(path)
    tool.prepare('DELETE FROM projects WHERE _id = ?').run(project.id)
    tool.prepare('DELETE FROM clients WHERE _id = ?').run(client.id)
    tool.prepare('UPDATE clients SET owner = ? WHERE _id = ?').run(other.id, moved.id)
    expect(await readTree(store, account.id)).toMatchObject({ clients: 0, projects: 0, tree: [] })
    expect(await readTree(store, other.id)).toMatchObject({ clients: 1, projects: 0 })
  })
})

describe('a step that fails', () => {
  it.each([
    ['in a statement', 'CREATE TABLE half (_id TEXT) STRICT; INSERT INTO nowhere VALUES (1)', 'no such table'],
    [
      'by leaving a row that refers to nothing',
      `CREATE TABLE half (owner TEXT REFERENCES accounts (_id)) STRICT; INSERT INTO half VALUES ('nobody')`,
      'refers to nothing',
    ],
  ])('%s leaves the schema of the step before it, and foreign keys enforced', (_, sql, message) => {
    const connection = anotherProgram(temporaryDatabase())
    const steps = [...withNextStep, { version: newest + 2, sql }]
    expect(() => migrate(connection, steps)).toThrow(message)
    expect(connection.isTransaction).toBe(false)
    expect(scalar(connection, 'PRAGMA user_version')).toBe(newest + 1)
    expect(scalar(connection, `SELECT count(*) FROM sqlite_schema WHERE name = 'half'`)).toBe(0)
    expect(scalar(connection, 'PRAGMA foreign_keys')).toBe(1)
    migrate(connection, withNextStep)
  })
})

it('refuses a database in a newer schema, and leaves it as it was', async () => {
  const path = temporaryDatabase()
  await (await opened(path, { migrations: withNextStep })).close()
  const before = readFileSync(path)
  const refused = await open(path)
  expect(refused).toMatchObject({ ok: false, error: { type: 'StoreRefused', reason: 'NEWER_SCHEMA' } })
  expect(refused.ok ? '' : refused.error.message).toContain(`schema ${newest + 1}`)
  expect(readFileSync(path).equals(before)).toBe(true)
})

it('marks the file as its own', async () => {
  const path = temporaryDatabase()
  await (await opened(path)).close()
  const tool = new DatabaseSync(path)
  expect(scalar(tool, 'PRAGMA application_id')).toBe(Buffer.from('KBox').readUInt32BE())
  tool.close()
})
