import { expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { START_OF_TESTS, useKeyBox } from '../../support/keybox.ts'
import { expectError, expectSuccess } from '../../support/reply.ts'
import { aSeller, PASSWORD } from '../../support/seller.ts'

const keybox = useKeyBox()

test(row('ME-200', 'tells who I am in exactly six fields, and of the password nothing'), async () => {
  const seller = await aSeller(keybox)
  const reply = await seller.call('GET', '/auth/me')
  expectSuccess(reply, 200, {
    message: expect.stringMatching(/\S/),
    user: {
      _id: seller.userId,
      name: 'Ada',
      email: seller.email,
      role: 'DEVELOPER',
      createdAt: START_OF_TESTS,
      updatedAt: START_OF_TESTS,
    },
  })
  expect(reply.text).not.toMatch(/argon2|\$|hash/i)
  expect(reply.text).not.toContain(PASSWORD)
})

test(row('ME-401', 'tells nothing without a token'), async () => {
  expectError(await keybox.call('GET', '/auth/me'), 401, 'No token provided')
})

test(row('RULE-EMAIL-CASE', 'gives the email back as it was given'), async () => {
  const email = 'Grace.Hopper@Example.COM'
  const signUp = { name: '  Grace  ', email: ` ${email} `, password: PASSWORD, confirm_password: PASSWORD }
  await keybox.call('POST', '/auth/signup', signUp)
  const { body } = await keybox.call('POST', '/auth/login', { email: email.toLowerCase(), password: PASSWORD })
  const me = await keybox.call('GET', '/auth/me', undefined, { authorization: `Bearer ${String(body['token'])}` })
  expect(me.body['user']).toMatchObject({ name: 'Grace', email })
})
