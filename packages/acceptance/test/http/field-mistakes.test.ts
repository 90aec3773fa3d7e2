import { rounds, roundsTimeout } from '@keybox/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { interleaving } from '../support/decorated-store.ts'
import type { Reply } from '../support/http-client.ts'
import { START_OF_TESTS, startKeyBox, useKeyBox, type TestKeyBox } from '../support/keybox.ts'
import { authenticatedRoutes, UNKNOWN_ID } from '../support/routes.ts'
import { aSeller, PASSWORD, unique, validate, type Seller } from '../support/seller.ts'
import { MINUTE } from '../support/test-clock.ts'
import { keySecrets, secretsIn } from '../support/secret-traces.ts'
import { storedBytes } from '../support/stored-bytes.ts'

/*
 * Each test is a mistake that was seen in a running licence server of this kind. Most are shown elsewhere too, among the
 * rules that they break; here they stand by their names.
 */

const keybox = useKeyBox({ decorateStore: interleaving })
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})

beforeEach(() => keybox.clock.set(START_OF_TESTS))

const activate = (key: unknown, machineId: unknown): Promise<Reply> =>
  keybox.call('POST', '/validate/activate', { key, machineId })

test('revoke was open without a token', async () => {
  const { key } = await seller.sellActivated('pc')
  for (const body of [undefined, { revoked: true }]) {
    expect((await keybox.call('PATCH', `/license/revoke/${key}`, body)).status).toBe(401)
  }
  expect((await validate(keybox, { key, machineId: 'pc' }))['status']).toBe('active')
})

test('the list of users was open without a token', async () => {
  for (const path of ['/users', '/auth/users', '/auth', '/admin', '/admin/users', '/clients', '/licenses']) {
    expect((await keybox.call('GET', path)).status).toBe(404)
  }
  for (const { method, path } of authenticatedRoutes) expect((await keybox.call(method, path)).status).toBe(401)
})

test('password hashes stood in a reply', async () => {
  const email = `${unique('hash')}@example.com`
  const account = { name: 'Ada', email, password: PASSWORD, confirm_password: PASSWORD }
  const replies = [
    await keybox.call('POST', '/auth/signup', account),
    await keybox.call('POST', '/auth/signup', account),
    await keybox.call('POST', '/auth/login', account),
    await seller.call('GET', '/auth/me'),
    await seller.call('GET', '/dashboard'),
  ]
  for (const { text } of replies) expect(text).not.toMatch(/argon2|password.?hash|\$2[aby]\$|correct horse/i)
})

test('the end of a term was stored and never enforced', async () => {
  const { key } = await seller.sellActivated('pc', { duration: 1 })
  keybox.clock.set('2024-02-29T09:30:15.000Z')
  expect(await validate(keybox, { key, machineId: 'pc' })).toMatchObject({ valid: false, status: 'expired' })
  expect((await activate(key, 'pc')).status).toBe(403)
})

test('{ "$gt": "" } in place of a key answered for somebody else’s', async () => {
  await seller.sellActivated('pc')
  for (const operator of [
    { $gt: '' },
    { $ne: null },
    { $regex: '^KB' },
    { $exists: true },
    { $in: [] },
    [{ $gt: '' }],
  ]) {
    const replies = [
      await keybox.call('POST', '/validate', { key: operator, machineId: 'pc' }),
      await keybox.call('POST', '/validate', { key: 'KB', machineId: operator }),
      await activate(operator, 'pc'),
      await keybox.call('POST', '/auth/login', { email: seller.email, password: operator }),
      await keybox.call('POST', '/auth/login', { email: operator, password: PASSWORD }),
    ]
    for (const { status } of replies) expect(status).toBe(400)
  }
})

test("one seller read another's licences", async () => {
  const other = await aSeller(keybox)
  const { key, clientId } = await other.sell()
  for (const path of ['/dashboard', `/dashboard?clientId=${clientId}`]) {
    expect((await seller.call('GET', path)).text).not.toContain(key)
  }
})

test("one seller wrote into another's project", async () => {
  const other = await aSeller(keybox)
  const { clientId, projectId } = await other.sell()
  const own = await seller.addClient()
  for (const ids of [
    { clientId, projectId },
    { clientId: own, projectId },
  ]) {
    expect((await seller.call('POST', '/license/create', { ...ids, duration: 1 })).status).toBe(404)
  }
  expect((await other.call('GET', '/dashboard')).body['data']).toMatchObject([{ projects: [{ licenses: [{}] }] }])
})

test('a duration of "12" ended in 2110', async () => {
  const sold = await seller.sell()
  for (const duration of ['12', '1', [12], 12.5, 1032]) {
    for (const path of ['/projects/createProject', '/license/create']) {
      const order = { ...sold, projectName: 'Shop', services: ['Hosting'], duration }
      const reply = await seller.call('POST', path, order)
      expect({ status: reply.status, message: reply.body['message'] }).toEqual({
        status: 400,
        message: 'Invalid duration',
      })
    }
  }
})

test('31 January and one month made 3 March', async () => {
  keybox.clock.set('2023-01-31T10:00:00.000Z')
  expect((await seller.sell({ duration: 1 })).license).toMatchObject({ expiresAt: '2023-02-28T10:00:00.000Z' })
})

describe('an activation that read before a revoke and saved after it left the key valid', () => {
  const count = rounds(30)
  test(`in none of ${count} rounds`, { timeout: roundsTimeout(count) }, async () => {
    const clientId = await seller.addClient()
    for (let round = 0; round < count; round += 1) {
      const { key } = await seller.addProject(clientId)
      await Promise.all([activate(key, 'pc'), seller.revoke(key, { revoked: true })])
      expect((await validate(keybox, { key, machineId: 'pc' }))['status']).toBe('revoked')
    }
  })
})

test('forty rejected createProject calls left forty transactions open', async () => {
  const order = { clientId: UNKNOWN_ID, projectName: 'Shop', duration: 1, services: ['Hosting'] }
  const replies = await Promise.all(
    Array.from({ length: 40 }, () => seller.call('POST', '/projects/createProject', order)),
  )
  expect(replies.every(({ status }) => status === 404)).toBe(true)
  expect((await seller.sell()).license['status']).toBe('PENDING')
})

describe('a default secret was built in', () => {
  let first: TestKeyBox
  let second: TestKeyBox

  beforeAll(async () => {
    const env = { KEYBOX_SECRET: undefined, KEYBOX_DATABASE_URL: 'memory:' }
    first = await startKeyBox({ env })
    second = await startKeyBox({ env })
  })

  afterAll(async () => {
    await first.close()
    await second.close()
  })

  test('two servers that were given none believe neither each other’s tokens nor keys', async () => {
    const stranger = await aSeller(first)
    const authorization = `Bearer ${await stranger.token()}`
    expect((await second.call('GET', '/auth/me', undefined, { authorization })).status).toBe(401)
  })
})

test('a retried revoke made the key valid again', async () => {
  const { key } = await seller.sellActivated('pc')
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect((await seller.revoke(key, { revoked: true })).body['status']).toBe('REVOKED')
    expect((await validate(keybox, { key, machineId: 'pc' }))['status']).toBe('revoked')
  }
})

// The memory store leaves nothing to read.
if (inject('store') !== 'memory') {
  test('keys stood in the database in clear', async () => {
    const { key } = await seller.sellActivated('pc')
    const stored = await storedBytes(keybox.databaseUrl)
    expect(secretsIn(stored, keySecrets('the key', key))).toEqual([])
    // The search does find what is there.
    expect(secretsIn(stored, [{ name: 'the email', text: seller.email }])).not.toEqual([])
  })
}

describe('a rate limiter', () => {
  let limited: TestKeyBox

  beforeAll(async () => {
    limited = await startKeyBox({ env: { KEYBOX_VALIDATE_RATE_MAX: '5', KEYBOX_AUTH_RATE_MAX: '5' } })
  })

  afterAll(() => limited.close())

  test('started its window anew with every request, so that a steady client was refused for good', async () => {
    const statuses: number[] = []
    for (let minute = 0; minute < 60; minute += 1) {
      statuses.push((await limited.call('POST', '/validate', { key: 'KB' })).status)
      limited.clock.advance(MINUTE)
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(20)
  })

  test("counted an address's own calls with a token, and locked it out of signing in", async () => {
    const owner = await aSeller(limited)
    await owner.token()
    for (let call = 0; call < 40; call += 1) expect((await owner.call('GET', '/dashboard')).status).toBe(200)
    const login = await limited.call('POST', '/auth/login', { email: owner.email, password: PASSWORD })
    expect(login.status).toBe(200)
  })
})

test('of twelve activations by one machine at once three were a 500', async () => {
  const { key } = await seller.sell()
  const replies = await Promise.all(Array.from({ length: 12 }, () => activate(key, 'pc')))
  expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200))
})
