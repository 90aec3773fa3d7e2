import { describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { onStoreOf } from '../../support/decorated-store.ts'
import { startKeyBox, useKeyBox } from '../../support/keybox.ts'
import { expectError, expectSuccess, expectValidationError, ID, textAt } from '../../support/reply.ts'
import { aSeller, logIn, PASSWORD, unique } from '../../support/seller.ts'

const keybox = useKeyBox()

function anApplication(fields: object = {}): Record<string, unknown> {
  const email = `${unique('new')}@example.com`
  return { name: 'Ada', email, password: PASSWORD, confirm_password: PASSWORD, ...fields }
}

const signUp = (body: unknown) => keybox.call('POST', '/auth/signup', body)

describe('201', () => {
  test(row('SIGNUP-201', 'opens an account and tells nothing but its id'), async () => {
    const reply = await signUp(anApplication())
    expectSuccess(reply, 201, { message: 'Signup successful', userId: expect.stringMatching(ID) })
  })

  test(row('SIGNUP-201', 'takes a password as it is, white space too'), async () => {
    const application = anApplication({ password: '        ', confirm_password: '        ' })
    expect((await signUp(application)).status).toBe(201)
    expect(await logIn(keybox, String(application['email']), '        ')).toMatch(/\./)
  })
})

describe('400', () => {
  test.each(['name', 'email', 'password', 'confirm_password'])(
    row('SIGNUP-FIELDS', 'asks for %s where it is left out, null or empty'),
    async (field) => {
      for (const value of [undefined, null, '']) {
        expectError(await signUp(anApplication({ [field]: value })), 400, 'All fields are required')
      }
    },
  )

  test.each(['name', 'email'])(row('SIGNUP-FIELDS', 'counts %s of white space only as missing'), async (field) => {
    expectError(await signUp(anApplication({ [field]: ' \t\n\u3000 ' })), 400, 'All fields are required')
  })

  test(row('SIGNUP-MATCH', 'refuses two different passwords'), async () => {
    const reply = await signUp(anApplication({ confirm_password: `${PASSWORD} ` }))
    expectError(reply, 400, 'Passwords do not match')
  })

  test(row('SIGNUP-SHORT', 'refuses seven characters, however many bytes they have'), async () => {
    for (const password of ['1234567', '😀😀😀😀😀😀😀']) {
      const reply = await signUp(anApplication({ password, confirm_password: password }))
      expectError(reply, 400, 'Password must be at least 8 characters long')
    }
    const eight = '😀'.repeat(8)
    expect((await signUp(anApplication({ password: eight, confirm_password: eight }))).status).toBe(201)
  })

  test.each(['ada', 'ada@', '@example.com', 'ada@example', 'a b@example.com', 'ada@example..com', 'a@b.c, d@e.f'])(
    row('SIGNUP-VALID', 'refuses %s as an email'),
    async (email) => {
      expectValidationError(await signUp(anApplication({ email })), ['email'])
    },
  )

  test(row('SIGNUP-VALID', 'names every field at fault'), async () => {
    const reply = await signUp(anApplication({ name: 'n'.repeat(201), email: 'nobody' }))
    expectValidationError(reply, ['name', 'email'])
  })
})

describe('409', () => {
  test(row('SIGNUP-409', 'refuses an email that has an account, in any letter case'), async () => {
    const { email } = await aSeller(keybox)
    for (const again of [email, email.toUpperCase(), ` ${email} `]) {
      expectError(await signUp(anApplication({ email: again })), 409, 'Email already registered', { field: 'email' })
    }
  })
})

describe('order', () => {
  const missing = { name: '' }
  const mismatch = { confirm_password: 'something else' }
  const short = { password: 'short', confirm_password: 'short' }
  const shortAndMismatch = { password: 'short', confirm_password: 'shorter' }
  const invalid = { email: 'nobody' }

  test.each([
    ['All fields are required', { ...mismatch, ...missing }],
    ['All fields are required', { ...short, ...missing }],
    ['All fields are required', { ...invalid, ...missing }],
    ['Passwords do not match', shortAndMismatch],
    ['Passwords do not match', { ...mismatch, ...invalid }],
    ['Password must be at least 8 characters long', { ...short, ...invalid }],
  ])(row('SIGNUP-ORDER', '%s comes first for %j'), async (message, fields) => {
    expectError(await signUp(anApplication(fields)), 400, message)
  })

  test(row('SIGNUP-ORDER', 'every 400 comes before the 409'), async () => {
    const { email } = await aSeller(keybox)
    expectError(await signUp(anApplication({ email, ...missing })), 400, 'All fields are required')
    expectError(await signUp(anApplication({ email, ...mismatch })), 400, 'Passwords do not match')
    expectError(await signUp(anApplication({ email, ...short })), 400, 'Password must be at least 8 characters long')
    expectValidationError(await signUp(anApplication({ email, name: 'n'.repeat(201) })), ['name'])
  })
})

describe('403', () => {
  test(row('CONF-SIGNUP', 'a closed server opens no account, and lets those in who have one'), async () => {
    const { email } = await aSeller(keybox)
    const closed = await startKeyBox({ env: { KEYBOX_SIGNUP: 'closed' }, decorateStore: onStoreOf(keybox) })
    try {
      for (const body of [anApplication(), {}]) {
        expectError(await closed.call('POST', '/auth/signup', body), 403, 'Signup is closed')
      }
      const reply = await closed.call('POST', '/auth/login', { email, password: PASSWORD })
      expect(textAt(reply.body, 'message')).toBe('Login successful')
    } finally {
      await closed.close()
    }
  })
})
