import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { START_OF_TESTS, useKeyBox } from '../../support/keybox.ts'
import { expectError, expectSuccess, expectValidationError, withoutRequest } from '../../support/reply.ts'
import { aSeller, type Seller } from '../../support/seller.ts'
import { callAs, meStatus, refresh, signIn, signInOf } from '../../support/sign-in.ts'
import { DAY, MINUTE } from '../../support/test-clock.ts'

const keybox = useKeyBox()
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})
beforeEach(() => keybox.clock.set(START_OF_TESTS))

describe('200', () => {
  test(row('REFRESH-200', 'gives the next tokens, and the end of each'), async () => {
    const first = await signIn(keybox, seller.email)
    keybox.clock.advance(20 * MINUTE)
    const reply = await refresh(keybox, first.refreshToken)
    expectSuccess(reply, 200, {
      message: 'Token refreshed',
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expiresAt: '2024-01-31T10:20:15.000Z',
      refreshToken: expect.stringMatching(/^kbr_[\w-]{65}$/),
      refreshExpiresAt: '2024-03-01T09:50:15.000Z',
    })
    const next = signInOf(reply)
    expect(new Set([first.token, next.token, first.refreshToken, next.refreshToken]).size).toBe(4)
    // The token before is good until its own end.
    expect([await meStatus(keybox, first), await meStatus(keybox, next)]).toEqual([200, 200])
    keybox.clock.advance(10 * MINUTE)
    expect([await meStatus(keybox, first), await meStatus(keybox, next)]).toEqual([401, 200])
  })

  test(row('REFRESH-200', 'needs no token that is good yet, and takes white space around the other'), async () => {
    const { refreshToken } = await signIn(keybox, seller.email)
    keybox.clock.advance(DAY)
    const reply = await refresh(keybox, ` ${refreshToken}\n`)
    expect([reply.status, await meStatus(keybox, signInOf(reply))]).toEqual([200, 200])
  })

  test(row('REFRESH-TERM', 'goes on for 30 days after each refresh, and for 90 in all'), async () => {
    const begun = await signIn(keybox, seller.email)
    let last = begun
    for (const days of [29, 58, 87]) {
      keybox.clock.set(START_OF_TESTS)
      keybox.clock.advance(days * DAY)
      const reply = await refresh(keybox, last.refreshToken)
      expect(reply.status).toBe(200)
      last = signInOf(reply)
    }
    keybox.clock.advance(3 * DAY - 1)
    const lastMoment = await refresh(keybox, last.refreshToken)
    expect(lastMoment.body).toMatchObject({
      expiresAt: '2024-04-30T09:30:15.000Z',
      refreshExpiresAt: '2024-04-30T09:30:15.000Z',
    })
    keybox.clock.advance(1)
    expect(await meStatus(keybox, signInOf(lastMoment))).toBe(401)
    expectError(await refresh(keybox, signInOf(lastMoment).refreshToken), 401, 'Unauthorized')
  })
})

describe('400', () => {
  test(row('REFRESH-FIELDS', 'asks for a refresh token, and for text'), async () => {
    for (const missing of [undefined, null, '', ' ']) {
      expectError(await refresh(keybox, missing), 400, 'All fields are required')
    }
    for (const wrong of [7, true, ['kbr_'], { $gt: '' }]) {
      expectValidationError(await refresh(keybox, wrong), ['refreshToken'])
    }
  })
})

describe('401', () => {
  test(row('REFRESH-401', 'answers an unknown, an ended, an expired and a used one alike, to the byte'), async () => {
    const unknown = await refresh(keybox, `kbr_${'a'.repeat(65)}`)
    expectError(unknown, 401, 'Unauthorized', { code: 'REFRESH_TOKEN_INVALID' })
    const [ended, used, expired] = [
      await signIn(keybox, seller.email),
      await signIn(keybox, seller.email),
      await signIn(keybox, seller.email),
    ]
    await callAs(keybox, ended, 'POST', '/auth/logout')
    await refresh(keybox, used.refreshToken)
    const replies = [
      await refresh(keybox, 'no token at all'),
      await refresh(keybox, ended.refreshToken),
      await refresh(keybox, used.refreshToken),
      // Of a session, but none that was ever given.
      await refresh(keybox, `${expired.refreshToken.slice(0, -1)}${expired.refreshToken.endsWith('A') ? 'B' : 'A'}`),
    ]
    const late = await signIn(keybox, seller.email)
    keybox.clock.advance(30 * DAY)
    replies.push(await refresh(keybox, late.refreshToken))
    for (const reply of replies) expect(withoutRequest(reply)).toEqual(withoutRequest(unknown))
  })

  test(row('REFRESH-REUSE', 'a refresh token that is used twice ends its session: every token of it'), async () => {
    const other = await signIn(keybox, seller.email)
    const first = await signIn(keybox, seller.email)
    const second = signInOf(await refresh(keybox, first.refreshToken))
    const third = signInOf(await refresh(keybox, second.refreshToken))
    expect(await meStatus(keybox, third)).toBe(200)
    expectError(await refresh(keybox, first.refreshToken), 401, 'Unauthorized')
    for (const session of [first, second, third]) expect(await meStatus(keybox, session)).toBe(401)
    expectError(await refresh(keybox, third.refreshToken), 401, 'Unauthorized')
    expect(await meStatus(keybox, other)).toBe(200)
  })

  test(row('REFRESH-RACE', 'of many at once with one token one is given the next, and the session ends'), async () => {
    const session = await signIn(keybox, seller.email)
    const replies = await Promise.all(Array.from({ length: 10 }, () => refresh(keybox, session.refreshToken)))
    const won = replies.filter(({ status }) => status === 200)
    expect([won.length, replies.filter(({ status }) => status === 401).length]).toEqual([1, 9])
    expect(await meStatus(keybox, session)).toBe(401)
    for (const reply of won) {
      expect(await meStatus(keybox, signInOf(reply))).toBe(401)
      expect((await refresh(keybox, signInOf(reply).refreshToken)).status).toBe(401)
    }
  })
})
