import { symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { storeAccount } from '@keybox/contracts'
import { describe, expect, it } from 'vitest'
import { anotherProgram, scalar } from './support/another-program.ts'
import { killed, startProgram } from './support/programs.ts'
import { open, opened, openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

const IN_USE = { ok: false, error: { type: 'StoreRefused', reason: 'IN_USE' } }

describe('a second server on one database', () => {
  it('is refused within one process, and let in once the first has closed', async () => {
    const path = temporaryDatabase()
    const first = await opened(path)
    const second = await open(path)
    expect(second).toMatchObject(IN_USE)
    expect(second.ok ? '' : second.error.message).toContain(path)
    await first.close()
    await (await opened(path)).close()
  })

  it('is refused again after it was refused once', async () => {
    const path = temporaryDatabase()
    await openedForTest(path)
    for (let attempt = 0; attempt < 3; attempt += 1) expect(await open(path)).toMatchObject(IN_USE)
  })

  it('lets one in of several that come at once', async () => {
    const path = temporaryDatabase()
    const results = await Promise.all(Array.from({ length: 8 }, () => open(path)))
    expect(results.filter(({ ok }) => ok)).toHaveLength(1)
    for (const result of results) if (result.ok) await result.value.close()
  })

  it('is refused while another process has it, and let in once that one was killed', async () => {
    const path = temporaryDatabase()
    const { child, said } = await startProgram('hold-store', path)
    expect(said).toBe('open')
    expect(await open(path)).toMatchObject(IN_USE)
    await killed(child)
    const store = await openedForTest(path)
    await storeAccount(store)
  })

  it('is refused in another process', async () => {
    const path = temporaryDatabase()
    await openedForTest(path)
    expect(await startProgram('hold-store', path)).toMatchObject({ said: 'IN_USE' })
  })

  it.each([
    ['a relative path', (path: string) => relative(process.cwd(), path)],
    ['a link to the file', (path: string) => linked(path, join(dirname(path), 'link.db'))],
    ['a link to the folder', (path: string) => join(linked(dirname(path), `${dirname(path)}/folder`), 'keybox.db')],
  ])('meets the same lock by %s', async (_, spell) => {
    const path = temporaryDatabase()
    await openedForTest(path)
    expect(await open(spell(path))).toMatchObject(IN_USE)
  })

  it('meets the same lock by a link that was there before the file', async () => {
    const path = temporaryDatabase()
    const folder = join(dirname(path), 'yet to be made')
    const link = linked(join(folder, 'keybox.db'), path)
    await openedForTest(link)
    expect(await open(join(folder, 'keybox.db'))).toMatchObject(IN_USE)
  })

  it('may have a database of its own in the same folder', async () => {
    const path = temporaryDatabase()
    await openedForTest(path)
    await openedForTest(join(dirname(path), 'other.db'))
  })

  it('keeps the lock however the store is used', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path)
    await storeAccount(store)
    await store.ping()
    expect(await startProgram('hold-store', path)).toMatchObject({ said: 'IN_USE' })
  })
})

describe('another tool on the database of a running server', () => {
  it('reads and writes it', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path)
    const account = await storeAccount(store)
    const tool = anotherProgram(path)
    expect(scalar(tool, 'SELECT count(*) FROM accounts')).toBe(1)
    tool.exec(`UPDATE accounts SET name = 'Renamed'`)
    expect((await store.accounts.findById(account.id))?.name).toBe('Renamed')
    await storeAccount(store)
    expect(scalar(tool, 'SELECT count(*) FROM accounts')).toBe(2)
  })

  it('is not disturbed by the server leaving', async () => {
    const path = temporaryDatabase()
    const store = await opened(path)
    const tool = anotherProgram(path)
    await storeAccount(store)
    await store.close()
    expect(scalar(tool, 'SELECT count(*) FROM accounts')).toBe(1)
  })
})

function linked(target: string, link: string): string {
  symlinkSync(target, link)
  return link
}
