import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts'
import { startKeyBox, START_OF_TESTS, type TestKeyBox } from '../support/keybox.ts'
import { aSeller, PASSWORD } from '../support/seller.ts'
import { callAs, meStatus, refresh, signIn, signInOf, type SignIn } from '../support/sign-in.ts'
import { testClock } from '../support/test-clock.ts'

const clock = testClock(START_OF_TESTS)
let database: FreshDatabase
let one: TestKeyBox
let two: TestKeyBox

beforeAll(async () => {
  database = await freshDatabase('mongo')
  ;[one, two] = [await startKeyBox({ database, clock }), await startKeyBox({ database, clock })]
})
afterAll(async () => {
  await Promise.all([one.close(), two.close()])
  await database.drop()
})

/** What each server says to the token, which both have seen before. */
async function bothSay(session: Pick<SignIn, 'token'>): Promise<readonly number[]> {
  return [await meStatus(one, session), await meStatus(two, session)]
}

describe('on two servers on one MongoDB', () => {
  test('the very next request to either is refused after a log-out at the other', async () => {
    const { email } = await aSeller(one)
    for (const [first, second] of [
      [one, two],
      [two, one],
    ] as const) {
      const session = await signIn(first, email)
      expect(await bothSay(session)).toEqual([200, 200])
      expect((await callAs(first, session, 'POST', '/auth/logout')).status).toBe(200)
      expect(await meStatus(second, session)).toBe(401)
      expect((await refresh(second, session.refreshToken)).status).toBe(401)
    }
  })

  test('a session goes on at either, and a token that was used at one ends it at both', async () => {
    const { email } = await aSeller(one)
    const first = await signIn(one, email)
    const second = signInOf(await refresh(two, first.refreshToken))
    const third = signInOf(await refresh(one, second.refreshToken))
    expect([...(await bothSay(first)), ...(await bothSay(third))]).toEqual([200, 200, 200, 200])
    expect((await refresh(two, first.refreshToken)).status).toBe(401)
    expect([...(await bothSay(first)), ...(await bothSay(third))]).toEqual([401, 401, 401, 401])
    expect((await refresh(one, third.refreshToken)).status).toBe(401)
  })

  test('of many who refresh with one token at both one is given the next, and the session ends', async () => {
    const { email } = await aSeller(one)
    for (let round = 0; round < 5; round += 1) {
      const session = await signIn(one, email)
      const servers = Array.from({ length: 10 }, (_, number) => (number % 2 === 0 ? one : two))
      const replies = await Promise.all(servers.map((server) => refresh(server, session.refreshToken)))
      const won = replies.filter(({ status }) => status === 200)
      expect(won).toHaveLength(1)
      for (const reply of won) expect(await bothSay(signInOf(reply))).toEqual([401, 401])
      expect(await bothSay(session)).toEqual([401, 401])
    }
  })

  test('a change of the password at one ends every other session at both, also one that begins meanwhile', async () => {
    const { email } = await aSeller(one)
    const asking = await signIn(one, email)
    const others = [await signIn(one, email), await signIn(two, email)]
    for (const session of others) expect(await bothSay(session)).toEqual([200, 200])
    const meanwhile = Promise.all(
      [two, one, two].map((server) => server.call('POST', '/auth/login', { email, password: PASSWORD })),
    )
    const body = { old_password: PASSWORD, new_password: 'another horse battery' }
    expect((await callAs(one, asking, 'POST', '/auth/password', body)).status).toBe(200)
    for (const session of others) expect(await bothSay(session)).toEqual([401, 401])
    for (const reply of await meanwhile) {
      if (reply.status === 200) expect(await bothSay(signInOf(reply))).toEqual([401, 401])
    }
    expect(await bothSay(asking)).toEqual([200, 200])
    expect((await refresh(two, asking.refreshToken)).status).toBe(200)
  })

  test('logging out everywhere at one is so at both', async () => {
    const { email } = await aSeller(one)
    const sessions = [await signIn(one, email), await signIn(two, email)]
    const [asking] = sessions
    expect((await callAs(two, asking ?? { token: '' }, 'POST', '/auth/logout-all')).status).toBe(200)
    for (const session of sessions) expect(await bothSay(session)).toEqual([401, 401])
  })
})
