import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Reply } from '../../support/http-client.ts'
import { START_OF_TESTS, useKeyBox } from '../../support/keybox.ts'
import { expectError, withoutRequest } from '../../support/reply.ts'
import { UNKNOWN_KEY } from '../../support/routes.ts'
import { aSeller, type Seller } from '../../support/seller.ts'
import { MINUTE } from '../../support/test-clock.ts'

const MAX = 10
const keybox = useKeyBox({ env: { KEYBOX_KEY_GUESSES_MAX: String(MAX) } })

const MACHINE = 'office-pc'
const OFFICE = '127.0.11.1'
const ELSEWHERE = '127.0.11.2'

let seller: Seller

beforeAll(async () => {
  keybox.clock.set(START_OF_TESTS)
  seller = await aSeller(keybox)
})
beforeEach(() => keybox.clock.set(START_OF_TESTS))

type Fields = Readonly<Record<string, string>>

function ask(body: Fields, { from = OFFICE, path = '/validate', headers = {} } = {}): Promise<Reply> {
  const type = { 'content-type': 'application/json' }
  return keybox.send({ method: 'POST', path, headers: { ...type, ...headers }, body: JSON.stringify(body), from })
}

const activate = (body: Fields, from = OFFICE) => ask(body, { from, path: '/validate/activate' })

/** Keeps the window of the last test out of this one, and fills its own. */
let hours = 0
async function guessUntilRefused(): Promise<Reply> {
  hours += 1
  keybox.clock.set(Date.parse(START_OF_TESTS) + hours * 60 * MINUTE)
  for (let told = 0; told < MAX; told += 1) {
    const reply = await (told % 2 === 0
      ? ask({ key: UNKNOWN_KEY })
      : activate({ key: UNKNOWN_KEY, machineId: MACHINE }))
    expect(reply.status).toBe(told % 2 === 0 ? 200 : 404)
  }
  return ask({ key: UNKNOWN_KEY })
}

describe('an address that guesses keys', () => {
  test('is told of so many that they do not exist, and then to come again', async () => {
    const refused = await guessUntilRefused()
    expectError(refused, 429, 'Too many requests, please try again later.')
    expect(refused.headers).toMatchObject({
      'retry-after': '900',
      'ratelimit-limit': '10',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '900',
    })
    expect((await ask({ key: 'no key at all' })).status).toBe(429)
    expect((await ask({ key: UNKNOWN_KEY }, { from: ELSEWHERE })).status).toBe(200)
    keybox.clock.advance(15 * MINUTE)
    expect((await ask({ key: UNKNOWN_KEY })).body['status']).toBe('invalid')
  })

  test('is not told that it has hit one, whatever has become of it', async () => {
    const [pending, active, revoked, brief] = await Promise.all([
      seller.sell(),
      seller.sellActivated(MACHINE),
      seller.sellActivated(MACHINE),
      seller.sellActivated(MACHINE, { duration: 1 }),
    ])
    await seller.revoke(revoked.key, { revoked: true })
    const refused = withoutRequest(await guessUntilRefused())
    for (const { key } of [pending, active, revoked, brief]) {
      expect(withoutRequest(await ask({ key }))).toEqual(refused)
      expect(withoutRequest(await ask({ key, machineId: 'another' }))).toEqual(refused)
      expect(withoutRequest(await ask({ key, note: 'ü' }))).toEqual(refused)
      expect(withoutRequest(await activate({ key }))).toEqual(refused)
    }
    for (const { key } of [active, revoked]) {
      expect(withoutRequest(await activate({ key, machineId: 'another' }))).toEqual(refused)
    }
  })

  test('disturbs no customer at the same address', async () => {
    const [sold, activated, revoked] = await Promise.all([
      seller.sell(),
      seller.sellActivated(MACHINE),
      seller.sellActivated(MACHINE),
    ])
    await seller.revoke(revoked.key, { revoked: true })
    await guessUntilRefused()
    const theirs = (key: string) => ({ key, machineId: MACHINE })
    expect((await ask(theirs(activated.key))).body).toMatchObject({ valid: true, status: 'active' })
    expect((await ask({ ...theirs(activated.key), note: 'ü' })).body).toMatchObject({ valid: true, status: 'active' })
    expect((await ask(theirs(revoked.key))).body).toMatchObject({ valid: false, status: 'revoked' })
    expect((await activate(theirs(revoked.key))).body['message']).toBe('License has been revoked')
    expect((await activate(theirs(activated.key))).body['message']).toBe('License already activated on this machine')
    expect((await activate(theirs(sold.key))).body['message']).toBe('License activated successfully')
    expect((await ask(theirs(sold.key))).body).toMatchObject({ valid: true })
  })

  test('is still told what is wrong with a request that names no key', async () => {
    await guessUntilRefused()
    expect((await ask({})).body['code']).toBe('LICENSE_KEY_REQUIRED')
  })

  test('is told of an idempotency key that it used for another request only what others are told', async () => {
    const { key } = await seller.sellActivated(MACHINE)
    const headers = { 'idempotency-key': 'once' }
    const path = '/validate/activate'
    expect((await ask({ key, machineId: MACHINE }, { path, headers })).status).toBe(200)
    const refused = withoutRequest(await guessUntilRefused())
    expect((await ask({ key, machineId: MACHINE }, { path, headers })).headers['idempotent-replayed']).toBe('true')
    expect(withoutRequest(await ask({ key, machineId: 'another' }, { path, headers }))).toEqual(refused)
  })
})

test('verdicts on keys that exist are no guesses', async () => {
  const { key } = await seller.sellActivated(MACHINE)
  for (let asked = 0; asked <= 2 * MAX; asked += 1) {
    expect((await ask({ key }, { from: ELSEWHERE })).body['status']).toBe('machine_mismatch')
  }
})
