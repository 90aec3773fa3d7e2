import { link, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { describe, expect, it } from 'vitest'

import type { DatabaseLocation } from '../src/configuration/database-url.ts'
import { masterSecretsFor } from '../src/secret/master-secret.ts'
import { makeNewSecret } from '../src/secret/new-secret-file.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const TEXT = 'x'.repeat(40)

async function secretFile(): Promise<{ readonly database: DatabaseLocation; readonly file: string }> {
  const path = join(await temporaryFolder(), 'keybox.db')
  const file = `${path}.secret`
  await writeFile(file, TEXT, { mode: 0o600 })
  return { database: { type: 'sqlite', path }, file }
}

async function secretsFor(database: DatabaseLocation): Promise<readonly (string | undefined)[]> {
  const secrets = await masterSecretsFor({ database, secret: undefined, previousSecret: undefined })
  if (!secrets.ok) throw new Error(secrets.error.message)
  return [secrets.value.secret.reveal(), secrets.value.previous?.reveal()]
}

describe('a new secret in the file beside a SQLite database', () => {
  it('takes the place of the old one, which is kept beside it, both for their owner only', async () => {
    const { database, file } = await secretFile()
    expect(await secretsFor(database)).toEqual([TEXT, undefined])
    expect(await makeNewSecret(file)).toEqual({ ok: true, value: undefined })
    const [secret, previous] = await secretsFor(database)
    expect(previous).toBe(TEXT)
    expect(secret).not.toBe(TEXT)
    expect((await readdir(dirname(file))).toSorted()).toEqual(['keybox.db.secret', 'keybox.db.secret.previous'])
    for (const name of [file, `${file}.previous`]) expect((await stat(name)).mode & 0o777).toBe(0o600)
  })

  it('is not made while the one before is still kept: two changes at once would lose a secret', async () => {
    const { file } = await secretFile()
    await makeNewSecret(file)
    const kept = await Promise.all([file, `${file}.previous`].map((name) => readFile(name, 'utf8')))
    const message = expect.stringContaining('the rotation before is not finished')
    expect(await makeNewSecret(file)).toMatchObject({ ok: false, error: { message } })
    expect(await Promise.all([file, `${file}.previous`].map((name) => readFile(name, 'utf8')))).toEqual(kept)
  })

  it('is made by running it again where it was cut off, and until then the server goes by the old one', async () => {
    const { database, file } = await secretFile()
    await link(file, `${file}.previous`)
    expect(await secretsFor(database)).toEqual([TEXT, TEXT])
    expect(await makeNewSecret(file)).toMatchObject({ ok: true })
    expect((await secretsFor(database)).at(1)).toBe(TEXT)
  })
})
