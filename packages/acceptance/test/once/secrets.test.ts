import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { capturedLog, type CapturedLog } from '../support/captured-log.ts'
import { unreachableStore } from '../support/decorated-store.ts'
import { everythingThatHappens } from '../support/everything-that-happens.ts'
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts'
import { startKeyBox } from '../support/keybox.ts'
import { keySecrets, secretsIn, type Secret } from '../support/secret-traces.ts'
import { storedBytes } from '../support/stored-bytes.ts'

describe.each(['sqlite', 'mongo'] as const)('on %s, with the fullest log', (store) => {
  let database: FreshDatabase
  let log: CapturedLog
  let secrets: readonly Secret[]
  let whileRunning: Buffer

  beforeAll(async () => {
    database = await freshDatabase(store)
    log = capturedLog()
    const env = { KEYBOX_LOG_LEVEL: 'trace' }
    const keybox = await startKeyBox({ database, env, logDestination: log.destination })
    secrets = (await everythingThatHappens(keybox)).secrets
    whileRunning = await storedBytes(database.url)
    await keybox.close()
  })

  afterAll(() => database.drop())

  test('no password, token, key or fingerprint stands in what is stored, in clear, base64 or hex', async () => {
    expect(secrets.length).toBeGreaterThan(15)
    for (const stored of [whileRunning, await storedBytes(database.url)]) {
      expect(secretsIn(stored, secrets)).toEqual([])
      // The search does see what is there.
      expect(secretsIn(stored, [{ name: 'an email', text: 'it@acme.example' }])).toEqual(['an email in clear'])
    }
  })

  test('none stands in the log', () => {
    const written = Buffer.from(log.text())
    expect(secretsIn(written, secrets)).toEqual([])
    expect(written.toString().split('\n').length).toBeGreaterThan(25)
    expect(written.toString()).toContain('/license/revoke')
  })
})

test('none stands in the log of a server whose store fails', async () => {
  const log = capturedLog()
  const keybox = await startKeyBox(
    { env: { KEYBOX_LOG_LEVEL: 'trace' }, logDestination: log.destination, decorateStore: unreachableStore },
    'sqlite',
  )
  const key = 'KB-0123456789abcdef01234567-SECR-ETOF-MINE'
  const password = 'Correct-Horse-Battery-Staple'
  try {
    await keybox.call('POST', '/auth/login', { email: 'ada@example.com', password })
    await keybox.call('POST', '/auth/signup', {
      name: 'A',
      email: 'a@example.com',
      password,
      confirm_password: password,
    })
    await keybox.call('POST', '/validate', { key, machineId: 'CPU-0815' })
    await keybox.call('POST', '/validate/activate', { key, machineId: 'CPU-0815' })
  } finally {
    await keybox.close()
  }
  expect(log.text()).toContain('STORE_UNAVAILABLE')
  const secrets = [
    ...keySecrets('the key', key),
    { name: 'the password', text: password },
    { name: 'the fingerprint', text: 'CPU-0815' },
  ]
  expect(secretsIn(Buffer.from(log.text()), secrets)).toEqual([])
})
