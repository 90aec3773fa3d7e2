import { describe, expect, test } from 'vitest'
import { isLongEnoughPassword, parsePassword, parsePasswordAttempt } from '../../src/account/password.ts'

const bytes = (text: string): number => new TextEncoder().encode(text).length

describe('a new password', () => {
  test.each([
    '12345678',
    '        ',
    ' padded ',
    'p\nq\tr\rs1',
    '😀'.repeat(8),
    'пароль-12',
    '\u0001'.repeat(8),
    'x'.repeat(1024),
    'é'.repeat(512),
    '€'.repeat(341) + 'x',
    '😀'.repeat(256),
  ])('is taken as it is: %j', (text) => {
    expect(bytes(text)).toBeLessThanOrEqual(1024)
    const result = parsePassword(text)
    expect(result.ok && result.value.reveal()).toBe(text)
  })

  test.each([
    ['', 'must be at least 8 characters long'],
    ['1234567', 'must be at least 8 characters long'],
    ['😀'.repeat(7), 'must be at least 8 characters long'],
    ['x'.repeat(1025), 'must be at most 1024 bytes long'],
    ['é'.repeat(512) + 'x', 'must be at most 1024 bytes long'],
    ['€'.repeat(342), 'must be at most 1024 bytes long'],
    ['😀'.repeat(256) + 'x', 'must be at most 1024 bytes long'],
    ['1234567\u0000', 'must not contain the character U+0000'],
    ['1234567\ud800', 'must be well-formed Unicode'],
    ['\udc001234567', 'must be well-formed Unicode'],
  ])('is refused as %j: %s', (text, reason) => {
    expect(parsePassword(text)).toEqual({ ok: false, error: { type: 'InvalidValue', reason } })
  })

  test('is long enough from eight code points on', () => {
    expect(isLongEnoughPassword('😀'.repeat(7))).toBe(false)
    expect(isLongEnoughPassword('😀'.repeat(8))).toBe(true)
  })

  test('is counted in the very bytes that UTF-8 makes of it, at every length of a character', () => {
    for (const character of ['\u0001', '\u007f', '\u0080', '\u07ff', '\u0800', '\uffff', '\u{10000}', '\u{10ffff}']) {
      const fitting = character.repeat(Math.floor(1024 / bytes(character)))
      const filled = fitting + 'x'.repeat(1024 - bytes(fitting))
      expect(bytes(filled)).toBe(1024)
      expect(parsePassword(filled).ok).toBe(true)
      expect(parsePassword(`${filled}x`).ok).toBe(false)
    }
  })
})

describe('a password someone tries', () => {
  test.each(['', 'x', 'short'])('may be too short to be anybody’s: %j', (text) => {
    expect(parsePasswordAttempt(text).ok).toBe(true)
  })

  test.each(['x'.repeat(1025), '\u0000', '\ud800'])('is not what nobody can have: %j', (text) => {
    expect(parsePasswordAttempt(text)).toMatchObject({ ok: false, error: { type: 'InvalidValue' } })
  })
})
