import { describe, expect, test } from 'vitest'
import { LICENSE_KEY_MAX, parseLicenseKey, trustedLicenseKey } from '../../src/license/license-key.ts'

const KEY = 'KB-65ba0000000000000000abcd-AB12-CD34-EF56'

function parsed(text: string): string | undefined {
  const result = parseLicenseKey(text)
  if (!result.ok) throw new Error(result.error.reason)
  return result.value?.reveal()
}

describe('a key as people type it', () => {
  test.each([
    KEY,
    KEY.toLowerCase(),
    KEY.toUpperCase(),
    'kB-65BA0000000000000000aBcD-ab12-Cd34-eF56',
    `  ${KEY}`,
    `${KEY}\n`,
    `\t\r\n${KEY.toLowerCase()} \v\f`,
    `\u00a0\u2003\u3000\ufeff${KEY}\u2028\u2029`,
  ])('%j is the key', (text) => {
    expect(parsed(text)).toBe(KEY)
  })
})

describe('a text that no key can be', () => {
  test.each([
    ['nothing like it', 'hello'],
    ['no prefix', KEY.slice(3)],
    ['another prefix', KEY.replace('KB', 'KX')],
    ['a digit too few in the project', KEY.replace('abcd', 'abc')],
    ['a digit too many in the project', KEY.replace('abcd', 'abcd0')],
    ['a letter that is no hex digit', KEY.replace('abcd', 'abcg')],
    ['a segment too few', KEY.slice(0, -5)],
    ['a segment too many', `${KEY}-GH78`],
    ['a short segment', KEY.slice(0, -1)],
    ['a long segment', `${KEY}0`],
    ['white space inside', KEY.replace('-CD', ' -CD')],
    ['a line after it', `${KEY}\nx`],
    ['no hyphens', KEY.replaceAll('-', '')],
    ['two keys', `${KEY},${KEY.slice(0, 20)}`],
    ['an en dash', KEY.replace('-', '–')],
    ['a full-width letter', KEY.replace('AB12', 'ＡB12')],
    ['a Cyrillic А', KEY.replace('AB12', 'АB12')],
    ['a Kelvin sign, whose lower case is k', KEY.replace('KB', '\u212aB')],
    ['a long s, whose upper case is S', KEY.replace('AB12', '\u017fB12')],
    ['a dotless i, whose upper case is I', KEY.replace('AB12', '\u0131B12')],
    ['a sharp s, whose upper case is SS', KEY.replace('AB12', 'ßB1')],
    ['an Arabic-Indic digit', KEY.replace('AB12', 'AB1\u0662')],
    ['a zero-width space', `${KEY}\u200b`],
    ['a combining mark', KEY.replace('A', 'A\u0301')],
    ['an operator', '{"$gt":""}'],
  ])('%s is answered like an unknown key', (_, text) => {
    expect(parsed(text)).toBeUndefined()
  })
})

describe('a text that is not even looked at', () => {
  test.each([
    ['empty', '', 'is required'],
    ['white space', ' \t\r\n\u00a0', 'is required'],
    ['U+0000', `${KEY}\u0000`, 'must not contain the character U+0000'],
    ['a lone high surrogate', `${KEY}\ud83d`, 'must be well-formed Unicode'],
    ['a lone low surrogate', `\udd11${KEY}`, 'must be well-formed Unicode'],
    ['129 code points', 'x'.repeat(LICENSE_KEY_MAX + 1), 'must be at most 128 characters long'],
    ['129 emoji', '🔑'.repeat(LICENSE_KEY_MAX + 1), 'must be at most 128 characters long'],
    ['ten million', 'x'.repeat(10_000_000), 'must be at most 128 characters long'],
  ])('%s', (_, text, reason) => {
    expect(parseLicenseKey(text)).toEqual({ ok: false, error: { type: 'InvalidValue', reason } })
  })

  test.each(['x'.repeat(LICENSE_KEY_MAX), '🔑'.repeat(LICENSE_KEY_MAX), `${KEY}${' '.repeat(1000)}`])(
    'but 128 code points are, white space around them aside',
    (text) => {
      expect(parseLicenseKey(text).ok).toBe(true)
    },
  )
})

describe('a key from the store', () => {
  test('is taken in its canonical form', () => {
    expect(trustedLicenseKey(KEY).reveal()).toBe(KEY)
  })

  test.each([KEY.toLowerCase(), KEY.toUpperCase(), ` ${KEY}`, '', 'hello', 'KB-'])('is never %j', (text) => {
    expect(() => trustedLicenseKey(text)).toThrow(TypeError)
  })

  test('is not quoted by the error that refuses it', () => {
    const almost = KEY.toLowerCase()
    expect(() => trustedLicenseKey(almost)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(almost) }),
    )
  })
})
