import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { generateMasterSecret, parseMasterSecret, type MasterSecret } from '@keybox/adapters-crypto'
import { Redacted } from '@keybox/domain'
import { describe, expect, it } from 'vitest'

import type { DatabaseLocation } from '../src/configuration/database-url.ts'
import { createSecretFile } from '../src/secret/secret-file.ts'
import { masterSecretFor } from '../src/secret/master-secret.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

async function revealed(database: DatabaseLocation, configured?: MasterSecret): Promise<string> {
  const secret = await masterSecretFor(database, configured)
  if (!secret.ok) throw new Error(secret.error.message)
  return secret.value.reveal()
}

async function refusal(database: DatabaseLocation): Promise<string> {
  const secret = await masterSecretFor(database, undefined)
  return secret.ok ? 'not refused' : secret.error.message
}

async function sqliteDatabase(): Promise<{ type: 'sqlite'; path: string; secretFile: string }> {
  const path = join(await temporaryFolder(), 'keybox.db')
  return { type: 'sqlite', path, secretFile: `${path}.secret` }
}

async function secretFile(content: string, mode = 0o600) {
  const database = await sqliteDatabase()
  await writeFile(database.secretFile, content)
  await chmod(database.secretFile, mode)
  return database
}

const TEXT = 'x'.repeat(40)

describe('the master secret', () => {
  it('is the configured one on every store', async () => {
    const configured = generateMasterSecret()
    const database = await secretFile(TEXT)
    const mongodb: DatabaseLocation = { type: 'mongodb', uri: new Redacted('MongoUri', 'mongodb://localhost') }
    expect(await revealed(database, configured)).toBe(configured.reveal())
    expect(await revealed({ type: 'memory' }, configured)).toBe(configured.reveal())
    expect(await revealed(mongodb, configured)).toBe(configured.reveal())
    expect(await readFile(database.secretFile, 'utf8')).toBe(TEXT)
  })

  it('is random for each run of a memory store', async () => {
    expect(await revealed({ type: 'memory' })).not.toBe(await revealed({ type: 'memory' }))
  })

  it('is never made up for MongoDB', async () => {
    const mongodb: DatabaseLocation = { type: 'mongodb', uri: new Redacted('MongoUri', 'mongodb://localhost') }
    expect(await refusal(mongodb)).toBe('KEYBOX_SECRET is required with MongoDB')
  })
})

describe('the secret file beside a SQLite database', () => {
  it('is made on first start, for its owner only, in a folder that is made as well, and kept', async () => {
    const path = join(await temporaryFolder(), 'deep', 'down', 'keybox.db')
    const first = await revealed({ type: 'sqlite', path })
    expect(parseMasterSecret(first).ok).toBe(true)
    expect((await stat(`${path}.secret`)).mode & 0o777).toBe(0o600)
    expect(await readFile(`${path}.secret`, 'utf8')).toBe(`${first}\n`)
    expect(await readdir(join(path, '..'))).toEqual(['keybox.db.secret'])
    expect(await revealed({ type: 'sqlite', path })).toBe(first)
  })

  it('is one and the same for servers that start at once', async () => {
    const database = await sqliteDatabase()
    const secrets = await Promise.all(Array.from({ length: 20 }, () => revealed(database)))
    expect(new Set(secrets).size).toBe(1)
    expect(await readdir(join(database.path, '..'))).toEqual(['keybox.db.secret'])
  })

  it('is never overwritten', async () => {
    const database = await secretFile(TEXT)
    expect(await createSecretFile(database.secretFile, generateMasterSecret())).toBe(false)
    expect(await readFile(database.secretFile, 'utf8')).toBe(TEXT)
  })

  it.each([`${TEXT}\n`, `${TEXT}\r\n`, TEXT])('may end as editors leave it: %j', async (content) => {
    expect(await revealed(await secretFile(content))).toBe(TEXT)
  })

  it('may be a link to where secrets are mounted', async () => {
    const [mounted, database] = [await secretFile(TEXT), await sqliteDatabase()]
    await symlink(mounted.secretFile, database.secretFile)
    expect(await revealed(database)).toBe(TEXT)
  })

  it('is beside the file itself, by whatever link to it or its folder the server starts', async () => {
    const { path, secretFile: kept } = await sqliteDatabase()
    const folder = await temporaryFolder()
    const [link, folderLink] = [join(folder, 'link.db'), join(folder, 'data')]
    await symlink(path, link)
    await symlink(dirname(path), folderLink)
    const first = await revealed({ type: 'sqlite', path: link })
    await writeFile(path, 'SQLite format 3')
    for (const spelling of [path, link, join(folderLink, basename(path))]) {
      expect(await revealed({ type: 'sqlite', path: spelling })).toBe(first)
    }
    expect(await readFile(kept, 'utf8')).toBe(`${first}\n`)
    expect((await readdir(folder)).toSorted()).toEqual(['data', 'link.db'])
  })

  it.each<[string, number, RegExp]>([
    ['', 0o600, /must be at least 32 bytes long, and is 0$/],
    ['hunter2\n', 0o600, /must be at least 32 bytes long, and is 7$/],
    ['x'.repeat(5000), 0o600, /is longer than 4096 bytes$/],
    [TEXT, 0o644, /is open to others than its owner: chmod 600/],
    [TEXT, 0o620, /is open to others than its owner/],
    [TEXT, 0o601, /is open to others than its owner/],
  ])('is refused with content %j at mode %o', async (content, mode, message) => {
    const database = await secretFile(content, mode)
    const said = await refusal(database)
    expect(said).toMatch(message)
    expect(said).toContain(database.secretFile)
    expect(said).not.toMatch(/hunter2|xxx/)
    expect(await readFile(database.secretFile, 'utf8')).toBe(content)
  })

  it('is refused when it is no file', async () => {
    const database = await sqliteDatabase()
    await mkdir(database.secretFile)
    expect(await refusal(database)).toContain('is not a file')
  })

  it.each(['', '-wal'])('is not made anew for a database that has something in it (keybox.db%s)', async (suffix) => {
    const database = await sqliteDatabase()
    await writeFile(database.path, '')
    await writeFile(database.path + suffix, 'SQLite format 3')
    expect(await refusal(database)).toMatch(
      /exists but its secret file .* does not: put the file back, or set KEYBOX_SECRET/,
    )
    await expect(stat(database.secretFile)).rejects.toThrow('ENOENT')
  })

  it('is made for a database file that is still empty', async () => {
    const database = await sqliteDatabase()
    await writeFile(database.path, '')
    expect(parseMasterSecret(await revealed(database)).ok).toBe(true)
  })

  it('says what to do where it cannot be made', async () => {
    // Too long a name for the draft of it, though not for the file.
    const path = join(await temporaryFolder(), 'x'.repeat(240))
    expect(await refusal({ type: 'sqlite', path })).toMatch(
      /cannot be made \(ENAMETOOLONG\); KEYBOX_SECRET can stand in for it$/,
    )
  })

  it('is not looked for where no database can be', async () => {
    const blocked = join(await temporaryFolder(), 'a-file')
    await writeFile(blocked, '')
    const path = join(blocked, 'keybox.db')
    expect(await refusal({ type: 'sqlite', path })).toMatch(/^Cannot open the database .*ENOTDIR/)
  })
})
