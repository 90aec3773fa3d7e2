import { describe, expect, test } from 'vitest'
import { EMAIL_MAX, emailIdentity, parseEmailAddress, parseEmailAttempt } from '../../src/shared/email-address.ts'
import { theValue } from './the-value.ts'

const identity = (text: string): string => emailIdentity(theValue(parseEmailAddress(text)))
const ofLength = (length: number, character = 'x'): string =>
  `${character.repeat(length - '@example.com'.length)}@example.com`

describe('an email address', () => {
  test.each([
    'ada@example.com',
    'Ada.Lovelace@Example.COM',
    'a+b_c-d@sub.example.co.uk',
    "o'brien!#$%&*/=?^`{|}~@example.com",
    'x@y.z',
    '1@2.3',
    'δοκιμή@παράδειγμα.ελ',
    'ユーザー@例え.jp',
    'José@exämple.de',
    ofLength(EMAIL_MAX),
    ofLength(EMAIL_MAX, '𝒳'),
    `a@${'b'.repeat(63)}.com`,
  ])('can be %s, and stays as it was given', (text) => {
    expect(parseEmailAddress(text)).toEqual({ ok: true, value: text })
    expect(parseEmailAddress(`\t ${text}\u00a0\n`)).toEqual({ ok: true, value: text })
  })

  test.each([
    'plain',
    '@example.com',
    'a@',
    'a@b',
    'a@.com',
    'a@b.',
    'a@b..com',
    '.a@example.com',
    'a.@example.com',
    'a..b@example.com',
    'a b@example.com',
    'a@exa mple.com',
    'a@b@example.com',
    'a@-b.com',
    'a@b-.com',
    `a@${'b'.repeat(64)}.com`,
    '"a b"@example.com',
    'a@[127.0.0.1]',
    'a@example.com\nbcc: b@example.com',
    'a,b@example.com',
    'Ada <ada@example.com>',
    'a@example.com>',
    'a\u200b@example.com',
    'a\u0007@example.com',
  ])('is never %j', (text) => {
    expect(parseEmailAddress(text)).toEqual({
      ok: false,
      error: { type: 'InvalidValue', reason: 'must be an email address' },
    })
  })

  test.each([
    ['', 'is required'],
    [' \t\u3000', 'is required'],
    [ofLength(EMAIL_MAX + 1), 'must be at most 254 characters long'],
    ['a\u0000@example.com', 'must not contain the character U+0000'],
    ['a\ud800@example.com', 'must be well-formed Unicode'],
  ])('is refused as %j: %s', (text, reason) => {
    expect(parseEmailAddress(text)).toEqual({ ok: false, error: { type: 'InvalidValue', reason } })
  })

  test('of the worst kind for a backtracking match is refused at once', () => {
    // Each would take years if the expression tried every way to cut it.
    for (const text of [`a@${'b-'.repeat(125)}`, `a@${'b.'.repeat(125)}`, 'a.'.repeat(125), 'a'.repeat(254)]) {
      expect(parseEmailAddress(text).ok).toBe(false)
    }
  })
})

describe('the identity of an address', () => {
  test.each([
    ['Ada@Example.COM', 'ada@example.com'],
    ['ÀÉÎ@example.com', 'àéî@example.com'],
    ['ΟΔΥΣΣΕΥΣ@example.gr', 'οδυσσευς@example.gr'],
    ['ПЁТР@пример.рф', 'пётр@пример.рф'],
  ])('is the same for %s and %s', (one, other) => {
    expect(identity(one)).toBe(identity(other))
  })

  test('does not depend on where in a word a sigma stands', () => {
    expect(identity('ΝΙΚΟΣ@example.gr')).toBe(identity('νικοσ@example.gr'))
    expect(identity('ΝΙΚΟΣ@example.gr')).toBe(identity('νικος@example.gr'))
  })

  test.each([
    ['mike@example.com', 'm\u0131ke@example.com'],
    ['ada@example.com', 'аda@example.com'],
    ['ada@example.com', 'ada@example.org'],
    ['ada+1@example.com', 'ada@example.com'],
    ['a.da@example.com', 'ada@example.com'],
  ])('tells %s from %s', (one, other) => {
    expect(identity(one)).not.toBe(identity(other))
  })

  test('of an identity is itself', () => {
    for (const text of ['Ada@Example.com', 'ΝΙΚΟΣ@example.gr', 'İ@example.com']) {
      expect(identity(identity(text))).toBe(identity(text))
    }
  })
})

describe('an address someone tries to log in with', () => {
  test.each(['Ada@Example.com', ' ada@example.com\n', 'ADA@EXAMPLE.COM'])('%j finds ada@example.com', (text) => {
    expect(theValue(parseEmailAttempt(text))).toBe(identity('ada@example.com'))
  })

  test.each(['ΝΙΚΟΣ@example.gr', 'νικοσ@example.gr', 'νικος@example.gr'])('%s finds νικος@example.gr', (text) => {
    expect(theValue(parseEmailAttempt(text))).toBe(identity('νικος@example.gr'))
  })

  test.each(['nobody', 'a@b', '"quoted"@example.com', '{"$gt":""}'])('may be malformed: %s', (text) => {
    expect(parseEmailAttempt(text)).toEqual({ ok: true, value: text })
  })

  test.each(['x'.repeat(EMAIL_MAX + 1), 'a\u0000', '\ud800'])('but not what no store can hold: %j', (text) => {
    expect(parseEmailAttempt(text)).toMatchObject({ ok: false, error: { type: 'InvalidValue' } })
  })
})
