import { beforeAll, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { useKeyBox } from '../../support/keybox.ts'
import { expectError, expectSuccess } from '../../support/reply.ts'
import { aSeller, type Seller } from '../../support/seller.ts'
import { callAs, meStatus, refresh, signIn } from '../../support/sign-in.ts'

const keybox = useKeyBox()
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})

test(row('LOGOUT-200', 'ends this session, both its tokens, and no other'), async () => {
  const [one, other] = [await signIn(keybox, seller.email), await signIn(keybox, seller.email)]
  expectSuccess(await callAs(keybox, one, 'POST', '/auth/logout'), 200, { message: 'Logout successful' })
  expectError(await callAs(keybox, one, 'GET', '/dashboard'), 401, 'Unauthorized')
  expectError(await callAs(keybox, one, 'POST', '/auth/logout'), 401, 'Unauthorized')
  expect((await refresh(keybox, one.refreshToken)).status).toBe(401)
  expect(await meStatus(keybox, other)).toBe(200)
  expect((await refresh(keybox, other.refreshToken)).status).toBe(200)
})

test(row('LOGOUT-ALL', 'ends every session of the account, and of no other'), async () => {
  const stranger = await signIn(keybox, (await aSeller(keybox)).email)
  const sessions = [await signIn(keybox, seller.email), await signIn(keybox, seller.email)]
  const [asking = stranger] = sessions
  expectSuccess(await callAs(keybox, asking, 'POST', '/auth/logout-all'), 200, { message: 'Logged out everywhere' })
  for (const session of sessions) {
    expect(await meStatus(keybox, session)).toBe(401)
    expect((await refresh(keybox, session.refreshToken)).status).toBe(401)
  }
  expect(await meStatus(keybox, stranger)).toBe(200)
  expect(await meStatus(keybox, await signIn(keybox, seller.email))).toBe(200)
})
