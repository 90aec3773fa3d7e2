import { describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { useKeyBox } from '../../support/keybox.ts'
import { expectError, expectSuccess, expectValidationError } from '../../support/reply.ts'
import { aSeller, PASSWORD } from '../../support/seller.ts'
import { callAs, meStatus, refresh, signIn, type SignIn } from '../../support/sign-in.ts'

const keybox = useKeyBox()
const NEXT = 'another horse, another battery'

const change = (session: SignIn, body: object) => callAs(keybox, session, 'POST', '/auth/password', body)
const logInStatus = async (email: string, password: string) =>
  (await keybox.call('POST', '/auth/login', { email, password })).status

describe('200', () => {
  test.each([{}, { confirm_password: NEXT }, { confirm_password: null }])(
    row('PASSWORD-200', 'changes it, keeps this session and ends the others: beside %j'),
    async (more) => {
      const { email } = await aSeller(keybox)
      const [asking, other] = [await signIn(keybox, email), await signIn(keybox, email)]
      const reply = await change(asking, { old_password: PASSWORD, new_password: NEXT, ...more })
      expectSuccess(reply, 200, { message: 'Password changed' })
      expect([await meStatus(keybox, asking), await meStatus(keybox, other)]).toEqual([200, 401])
      expect((await refresh(keybox, other.refreshToken)).status).toBe(401)
      expect((await refresh(keybox, asking.refreshToken)).status).toBe(200)
      expect([await logInStatus(email, PASSWORD), await logInStatus(email, NEXT)]).toEqual([401, 200])
    },
  )
})

describe('400', () => {
  test(row('PASSWORD-400', 'has the rules of a sign-up, in their order'), async () => {
    const session = await signIn(keybox, (await aSeller(keybox)).email)
    const right = { old_password: PASSWORD, new_password: NEXT }
    for (const field of ['old_password', 'new_password']) {
      for (const missing of [undefined, null, '']) {
        const body = { ...right, [field]: missing, confirm_password: 'x' }
        expectError(await change(session, body), 400, 'All fields are required')
      }
    }
    const short = { ...right, new_password: 'short' }
    expectError(await change(session, { ...short, confirm_password: 'other' }), 400, 'Passwords do not match')
    expectError(await change(session, short), 400, 'Password must be at least 8 characters long')
    const long = { ...right, new_password: 'p'.repeat(1025) }
    expectValidationError(await change(session, long), ['new_password'])
    expectValidationError(await change(session, { ...right, old_password: 7 }), ['old_password'])
  })
})

describe('401', () => {
  test(row('PASSWORD-401', 'a wrong old password changes nothing'), async () => {
    const { email } = await aSeller(keybox)
    const [asking, other] = [await signIn(keybox, email), await signIn(keybox, email)]
    for (const wrong of ['not the password', `${PASSWORD} `, 'x']) {
      const reply = await change(asking, { old_password: wrong, new_password: NEXT })
      expectError(reply, 401, 'Invalid credentials', { code: 'INVALID_CREDENTIALS' })
    }
    expect([await meStatus(keybox, asking), await meStatus(keybox, other)]).toEqual([200, 200])
    expect(await logInStatus(email, PASSWORD)).toBe(200)
  })

  test(row('PASSWORD-RACE', 'of several at once one changes it, and is the one that stays signed in'), async () => {
    const { email } = await aSeller(keybox)
    const sessions = await Promise.all(Array.from({ length: 4 }, () => signIn(keybox, email)))
    const replies = await Promise.all(
      sessions.map((session, number) => change(session, { old_password: PASSWORD, new_password: `${NEXT} ${number}` })),
    )
    const statuses = replies.map(({ status }) => status)
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 401, 401, 401])
    expect(await Promise.all(sessions.map((session) => meStatus(keybox, session)))).toEqual(statuses)
    expect(await logInStatus(email, `${NEXT} ${statuses.indexOf(200)}`)).toBe(200)
  })
})
