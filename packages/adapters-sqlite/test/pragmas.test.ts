import { storeAccount } from '@keybox/contracts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { becomeWriter, openConnection, openReader, shortenBusyTimeout } from '../src/connection.ts'
import { anotherProgram, scalar } from './support/another-program.ts'
import { opened, openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

describe('the connection that writes', () => {
  it('is durable over a loss of power, checks references, and trusts no schema', async () => {
    const path = temporaryDatabase()
    await (await opened(path)).close()
    const connection = openConnection(path, 1_000)
    onTestFinished(() => connection.close())
    becomeWriter(connection)
    shortenBusyTimeout(connection)
    const settings = ['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'busy_timeout', 'fullfsync']
    expect(settings.map((name) => scalar(connection, `PRAGMA ${name}`))).toStrictEqual(['wal', 2, 1, 0, 10, 1])
  })
})

describe('a connection that reads', () => {
  it('cannot write, and trusts no schema', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path)
    await storeAccount(store)
    const connection = openReader(path)
    onTestFinished(() => connection.close())
    expect(scalar(connection, 'PRAGMA query_only')).toBe(1)
    expect(scalar(connection, 'PRAGMA trusted_schema')).toBe(0)
    expect(scalar(connection, 'PRAGMA busy_timeout')).toBe(10)
    expect(() => connection.exec('DELETE FROM accounts')).toThrow('readonly')
  })
})

it('keeps every table strict and every entity under _id', async () => {
  const path = temporaryDatabase()
  await openedForTest(path)
  const tool = anotherProgram(path)
  const tables = tool.prepare(`SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE ?`)
  for (const { name, strict } of tables.all('sqlite_%')) {
    expect([name, strict]).toStrictEqual([name, 1])
    const key = tool.prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0').all(name ?? null)
    expect(key.map((column) => column['name'])).toStrictEqual(['_id'])
  }
})
