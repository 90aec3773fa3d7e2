import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { aMachine, storeLicense, storeSeller } from '@keybox/contracts'
import { ok, type LicenseKey, type Store } from '@keybox/domain'
import { expect, it } from 'vitest'
import { anotherProgram } from './support/another-program.ts'
import { opened } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

it('keeps no licence key in clear, base64 or hex, in the database or in its log', async () => {
  const path = temporaryDatabase()
  const store = await opened(path)
  const keys = await handleKeys(store)
  expect(readdirSync(dirname(path))).toContain('keybox.db-wal')
  for (const file of filesBeside(path)) expectNoneOf(keys, file)
  await store.close()
  for (const file of filesBeside(path)) expectNoneOf(keys, file)
})

it('keeps a seal of its own for every licence, and the id of the secret', async () => {
  const path = temporaryDatabase()
  const store = await opened(path)
  await handleKeys(store)
  await store.close()
  const rows = anotherProgram(path).prepare('SELECT hex(key_seal) AS seal, key_id FROM licenses').all()
  expect(new Set(rows.map(({ seal }) => seal)).size).toBe(rows.length)
  expect(new Set(rows.map(({ key_id: id }) => id)).size).toBe(1)
})

/** Keys that were stored, changed, looked up, shown, and rolled back. */
async function handleKeys(store: Store): Promise<readonly LicenseKey[]> {
  const { account, project } = await storeSeller(store)
  const keys: LicenseKey[] = []
  for (let issued = 0; issued < 20; issued += 1) {
    const license = await storeLicense(store, project)
    const activation = { machine: aMachine(), at: license.issuedAt }
    await store.unitOfWork.run(({ licenses }) => licenses.replace({ ...license, activation, revision: 2 }))
    expect(await store.licenses.findByKey(license.key)).toBeDefined()
    keys.push(license.key)
  }
  const shown: string[] = []
  for await (const part of store.dashboards.read(account.id, undefined)) {
    if (part.type === 'license') shown.push(part.license.key.reveal())
  }
  expect(shown).toStrictEqual(keys.map((key) => key.reveal()))
  await store.unitOfWork.run(async ({ licenses }) => ok(await licenses.findOwned(account.id, keys[0] ?? fail())))
  return keys
}

function filesBeside(path: string): readonly Buffer[] {
  const folder = dirname(path)
  return readdirSync(folder).map((name) => readFileSync(join(folder, name)))
}

function expectNoneOf(keys: readonly LicenseKey[], file: Buffer): void {
  for (const key of keys) for (const form of formsOf(key)) expect(file.includes(form)).toBe(false)
}

/** The secret part, as it is and as encodings show it, whatever stands before it. */
function formsOf(key: LicenseKey): readonly string[] {
  const secret = key.reveal().slice('KB-'.length + 24 + 1)
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.from('x'.repeat(offset) + secret)
      .toString('base64')
      .slice(4, -4),
  )
  return [secret, secret.replaceAll('-', ''), Buffer.from(secret).toString('hex'), ...base64]
}

function fail(): never {
  throw new Error('No key was stored')
}
