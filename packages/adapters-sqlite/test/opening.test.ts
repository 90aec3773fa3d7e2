import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { storeAccount } from '@keybox/contracts'
import { describe, expect, it } from 'vitest'
import type { SqliteTuning } from '../src/sqlite-tuning.ts'
import { anotherProgram, scalar } from './support/another-program.ts'
import { open, opened, openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

describe('opening a database that is not there yet', () => {
  it('makes the folders above it, for their owner only', async () => {
    const path = join(dirname(temporaryDatabase()), 'one', 'two', 'keybox.db')
    await openedForTest(path)
    expect(mode(dirname(path))).toBe('700')
    expect(mode(dirname(dirname(path)))).toBe('700')
  })

  it('makes the file and those beside it for their owner only, whatever the umask', async () => {
    const path = temporaryDatabase()
    const umask = process.umask(0)
    try {
      await storeAccount(await openedForTest(path))
    } finally {
      process.umask(umask)
    }
    for (const file of ['', '-wal', '-shm', '.lock']) expect([file, mode(path + file)]).toStrictEqual([file, '600'])
  })

  it('takes an empty file for a new database', async () => {
    const path = temporaryDatabase()
    writeFileSync(path, '')
    await storeAccount(await openedForTest(path))
  })

  it('follows a link to where there is nothing yet', async () => {
    const path = temporaryDatabase()
    const target = join(dirname(path), 'elsewhere', 'real.db')
    symlinkSync(join('elsewhere', 'real.db'), path)
    await openedForTest(path)
    expect(statSync(target).isFile()).toBe(true)
  })
})

describe('opening what was there before', () => {
  it('finds all that was stored, and leaves one file behind beside the lock when it closes', async () => {
    const path = temporaryDatabase()
    const first = await opened(path)
    const account = await storeAccount(first)
    await first.close()
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })).toBeUndefined()
    const second = await openedForTest(path)
    expect((await second.accounts.findById(account.id))?.email).toBe(account.email)
  })

  it('keeps the mode that its operator gave the file', async () => {
    const path = temporaryDatabase()
    await (await opened(path)).close()
    chmodSync(path, 0o640)
    await openedForTest(path)
    expect(mode(path)).toBe('640')
  })

  it('refuses a file that is no database, and leaves it as it was', async () => {
    const path = temporaryDatabase()
    const text = 'Dear diary, today I was asked to be a database. '.repeat(200)
    writeFileSync(path, text)
    await expectUnreachable(path, 'file is not a database')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it.each([
    ['with tables', 'CREATE TABLE notes (text TEXT)'],
    ['with a version', 'PRAGMA user_version = 3'],
    ['with an application id', 'PRAGMA application_id = 77; CREATE TABLE notes (text TEXT)'],
  ])(`refuses another program's database %s, and leaves it as it was`, async (_, sql) => {
    const path = temporaryDatabase()
    const theirs = new DatabaseSync(path)
    theirs.exec(sql)
    theirs.close()
    const before = readFileSync(path)
    await expectUnreachable(path, "another program's database")
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('refuses a folder, and leaves nothing in or beside it', async () => {
    const path = temporaryDatabase()
    mkdirSync(path)
    await expectUnreachable(path, 'it is a folder: name a file in it')
    expect(readdirSync(dirname(path), { recursive: true })).toStrictEqual([basename(path)])
  })

  it('refuses a device', async () => {
    await expectUnreachable('/dev/null', 'it is no file')
  })

  it('refuses a path that goes through a file', async () => {
    const path = temporaryDatabase()
    writeFileSync(path, '')
    await expectUnreachable(join(path, 'keybox.db'), 'ENOTDIR')
  })

  it('refuses links that lead in a circle', async () => {
    const path = temporaryDatabase()
    symlinkSync(path, path)
    await expectUnreachable(path, 'ELOOP')
  })

  it('refuses a database whose write lock another program keeps, and takes it afterwards', async () => {
    const path = temporaryDatabase()
    await (await opened(path)).close()
    const tool = anotherProgram(path)
    tool.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
    await expectUnreachable(path, 'another program holds it locked', { lockWaitMs: 0 })
    tool.exec('COMMIT')
    await openedForTest(path)
  })

  it('refuses a database with its tables in ruins', async () => {
    const path = temporaryDatabase()
    await (await opened(path)).close()
    const tool = anotherProgram(path)
    tool.exec('DROP TABLE licenses')
    tool.close()
    await expectUnreachable(path, '')
  })
})

describe('a refused store', () => {
  it('holds no lock and no connection', async () => {
    const path = temporaryDatabase()
    writeFileSync(path, 'x'.repeat(5_000))
    for (let attempt = 0; attempt < 20; attempt += 1) await expectUnreachable(path, 'not a database')
    writeFileSync(path, '')
    const store = await openedForTest(path)
    await storeAccount(store)
    expect(scalar(anotherProgram(path), 'SELECT count(*) FROM accounts')).toBe(1)
  })
})

async function expectUnreachable(path: string, reason: string, tuning?: Partial<SqliteTuning>): Promise<void> {
  const result = await open(path, tuning)
  expect(result).toMatchObject({ ok: false, error: { type: 'StoreRefused', reason: 'UNREACHABLE' } })
  const message = result.ok ? '' : result.error.message
  expect(message).toContain(path)
  expect(message).toContain(reason)
  expect(message).not.toContain('\n')
}

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}
