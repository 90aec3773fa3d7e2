import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Reply } from '../../support/http-client.ts'
import { START_OF_TESTS, useKeyBox } from '../../support/keybox.ts'
import { expectError, withoutRequest } from '../../support/reply.ts'
import { aSeller, PASSWORD } from '../../support/seller.ts'
import { signIn, type SignIn } from '../../support/sign-in.ts'
import { MINUTE } from '../../support/test-clock.ts'

const keybox = useKeyBox({ cheapHash: true })

const HOME = '127.0.10.1'
const CAFE = '127.0.10.2'
const MAX = 100

beforeEach(() => keybox.clock.set(START_OF_TESTS))

function logIn(email: string, password: string, from: string): Promise<Reply> {
  const headers = { 'content-type': 'application/json' }
  return keybox.send({ method: 'POST', path: '/auth/login', headers, body: JSON.stringify({ email, password }), from })
}

function changePassword({ token }: SignIn, oldPassword: string, from: string): Promise<Reply> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const body = JSON.stringify({ old_password: oldPassword, new_password: PASSWORD })
  return keybox.send({ method: 'POST', path: '/auth/password', headers, body, from })
}

/** Wrong passwords, each from an address of its own. @returns how often each status was the reply */
async function guess(email: string, times: number): Promise<Readonly<Record<number, number>>> {
  const statuses: Record<number, number> = {}
  const addresses = Array.from(
    { length: times },
    (_, index) => `127.0.${20 + Math.floor(index / 250)}.${1 + (index % 250)}`,
  )
  while (addresses.length > 0) {
    const replies = addresses.splice(0, 25).map((from) => logIn(email, 'not the password', from))
    for (const { status } of await Promise.all(replies)) statuses[status] = (statuses[status] ?? 0) + 1
  }
  return statuses
}

async function anOwner(): Promise<string> {
  const { email } = await aSeller(keybox)
  expect((await logIn(email, PASSWORD, HOME)).status).toBe(200)
  return email
}

describe('an account that is guessed at from many addresses', () => {
  let email: string

  beforeAll(async () => {
    keybox.clock.set(START_OF_TESTS)
    email = await anOwner()
    expect(await guess(email, MAX + 20)).toEqual({ 401: MAX, 429: 20 })
  })

  test('tells strangers no more, whether or not the password is right, and whether or not there is an account', async () => {
    const refused = await logIn(email, 'not the password', CAFE)
    expectError(refused, 429, 'Too many requests, please try again later.')
    expect(refused.body['code']).toBe('RATE_LIMITED')
    expect(refused.headers).toMatchObject({
      'retry-after': '3600',
      'ratelimit-limit': '100',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '3600',
    })
    expect(withoutRequest(await logIn(email, PASSWORD, CAFE))).toEqual(withoutRequest(refused))
    expect(withoutRequest(await logIn(email.toUpperCase(), PASSWORD, CAFE))).toEqual(withoutRequest(refused))
    expect(await guess('nobody@example.com', MAX + 1)).toEqual({ 401: MAX, 429: 1 })
    expect(withoutRequest(await logIn('nobody@example.com', PASSWORD, CAFE))).toEqual(withoutRequest(refused))
  })

  test('lets its owner in from where it is used, and tells nobody else there that it is', async () => {
    expect((await logIn(email, PASSWORD, HOME)).status).toBe(200)
    const stranger = withoutRequest(await logIn(email, 'not the password', CAFE))
    expect(withoutRequest(await logIn(email, 'not the password', HOME))).toEqual(stranger)
    expect((await logIn(email, PASSWORD, HOME)).status).toBe(200)
  })

  test('leaves every other account alone', async () => {
    const other = (await aSeller(keybox)).email
    expect((await logIn(other, PASSWORD, CAFE)).status).toBe(200)
    expect((await logIn(other, 'not the password', CAFE)).status).toBe(401)
  })

  test('is open to its owner everywhere again when the hour is over', async () => {
    keybox.clock.advance(60 * MINUTE - 1)
    expect((await logIn(email, PASSWORD, CAFE)).headers['retry-after']).toBe('1')
    keybox.clock.advance(1)
    expect((await logIn(email, PASSWORD, CAFE)).status).toBe(200)
  })
})

test('somebody where an account is used has a few guesses more, which are no other network’s', async () => {
  const email = await anOwner()
  expect((await logIn(email, PASSWORD, CAFE)).status).toBe(200)
  await guess(email, MAX)
  for (let wrong = 1; wrong <= 20; wrong += 1) {
    expect((await logIn(email, 'not the password', HOME)).status).toBe(429)
  }
  expect((await logIn(email, PASSWORD, HOME)).status).toBe(429)
  expect((await logIn(email, PASSWORD, CAFE)).status).toBe(200)
})

describe('somebody who has a token of the account', () => {
  test('guesses its password no sooner by changing it than by logging in', async () => {
    const { email } = await aSeller(keybox)
    const session = await signIn(keybox, email)
    expect((await changePassword(session, PASSWORD, HOME)).status).toBe(200)
    expect(await guess(email, MAX - 5)).toEqual({ 401: MAX - 5 })
    const replies = await Promise.all(
      Array.from({ length: 15 }, () => changePassword(session, 'not the password', CAFE)),
    )
    const statuses = replies.map(({ status }) => status)
    expect(statuses.filter((status) => status === 401).length).toBe(5)
    expect(statuses.filter((status) => status === 429).length).toBe(10)
    const refused = withoutRequest(await logIn(email, 'not the password', CAFE))
    expect(withoutRequest(await changePassword(session, 'not the password', CAFE))).toEqual(refused)
    expect(withoutRequest(await changePassword(session, PASSWORD, CAFE))).toEqual(refused)
    expect(withoutRequest(await changePassword(session, 'not the password', HOME))).toEqual(refused)
    // Where it was changed before: it was the right password, told as such.
    expect((await changePassword(session, PASSWORD, HOME)).status).toBe(200)
  })

  test('changes it as often as the limit on addresses lets, which is no guess', async () => {
    const { email } = await aSeller(keybox)
    const session = await signIn(keybox, email)
    await guess(email, MAX - 1)
    for (let round = 0; round < 3; round += 1) {
      expect((await changePassword(session, PASSWORD, CAFE)).status).toBe(200)
    }
    expect((await changePassword(session, 'not the password', CAFE)).status).toBe(401)
    expect((await changePassword(session, 'not the password', CAFE)).status).toBe(429)
  })
})

test('guesses at once are no more than one after another', async () => {
  const email = 'at-once@example.com'
  await guess(email, MAX - 5)
  const replies = await Promise.all(Array.from({ length: 30 }, () => logIn(email, 'not the password', CAFE)))
  const statuses = replies.map(({ status }) => status)
  expect(statuses.filter((status) => status === 401).length).toBe(5)
  expect(statuses.filter((status) => status === 429).length).toBe(25)
})

test('signing in is no guess, however often', async () => {
  const email = await anOwner()
  for (let round = 0; round < 6; round += 1) {
    const replies = await Promise.all(Array.from({ length: 20 }, () => logIn(email, PASSWORD, CAFE)))
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
  }
  expect((await logIn(email, 'not the password', CAFE)).status).toBe(401)
})
