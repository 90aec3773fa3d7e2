import { beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { useKeyBox } from '../../support/keybox.ts'
import { expectError, expectSuccess, expectValidationError, withoutRequest } from '../../support/reply.ts'
import { aSeller, PASSWORD, type Seller } from '../../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})

const logIn = (email: unknown, password: unknown) => keybox.call('POST', '/auth/login', { email, password })

describe('200', () => {
  test(row('LOGIN-200', 'gives a token, the account and its role'), async () => {
    expectSuccess(await logIn(seller.email, PASSWORD), 200, {
      message: 'Login successful',
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expiresAt: '2024-01-31T10:00:15.000Z',
      refreshToken: expect.stringMatching(/^kbr_[\w-]{65}$/),
      refreshExpiresAt: '2024-03-01T09:30:15.000Z',
      userId: seller.userId,
      role: 'DEVELOPER',
    })
  })

  test(row('RULE-EMAIL-CASE', 'finds the account by its email in any letter case'), async () => {
    for (const email of [seller.email.toUpperCase(), `  ${seller.email}\n`]) {
      expect((await logIn(email, PASSWORD)).status).toBe(200)
    }
  })
})

describe('400', () => {
  test.each(['email', 'password'])(row('LOGIN-FIELDS', 'asks for %s'), async (field) => {
    for (const value of [undefined, null, '']) {
      const body = { email: seller.email, password: PASSWORD, [field]: value }
      expectError(await keybox.call('POST', '/auth/login', body), 400, 'All fields are required')
    }
    expectError(await logIn(' \t ', PASSWORD), 400, 'All fields are required')
  })

  test('refuses what is too long to be looked at', async () => {
    expectValidationError(await logIn(`${'a'.repeat(250)}@example.com`, PASSWORD), ['email'])
    expectValidationError(await logIn(seller.email, 'p'.repeat(1025)), ['password'])
  })
})

describe('401', () => {
  test(row('LOGIN-401', 'answers an unknown email and a wrong password alike, to the byte'), async () => {
    const wrong = await logIn(seller.email, 'not the password')
    expectError(wrong, 401, 'Invalid credentials')
    for (const [email, password] of [
      ['unknown@example.com', PASSWORD],
      ['no email at all', PASSWORD],
      [seller.email, 'short'],
      [seller.email, `${PASSWORD} `],
      [seller.email, ` ${PASSWORD}`],
      [seller.email, PASSWORD.toUpperCase()],
    ]) {
      expect(withoutRequest(await logIn(email, password))).toEqual(withoutRequest(wrong))
    }
  })

  test(row('RULE-LENGTH', 'cuts no password: one that differs in its last byte is wrong'), async () => {
    const long = 'p'.repeat(1023)
    const email = 'long@example.com'
    const signUp = { name: 'Long', email, password: `${long}a`, confirm_password: `${long}a` }
    expect((await keybox.call('POST', '/auth/signup', signUp)).status).toBe(201)
    expect((await logIn(email, `${long}a`)).status).toBe(200)
    expectError(await logIn(email, `${long}b`), 401, 'Invalid credentials')
    expectError(await logIn(email, long), 401, 'Invalid credentials')
  })
})
