import { describe, expect, test } from 'vitest'
import { DISPLAY_NAME_MAX, parseDisplayName } from '../../src/shared/display-name.ts'

describe('a name', () => {
  test.each([
    ['Acme', 'Acme'],
    ['  Acme  Ltd\t', 'Acme  Ltd'],
    ['\u00a0\u3000株式会社\ufeff', '株式会社'],
    ['x', 'x'],
    ['$where', '$where'],
    ['<b>&amp;</b>', '<b>&amp;</b>'],
    ['x'.repeat(DISPLAY_NAME_MAX), 'x'.repeat(DISPLAY_NAME_MAX)],
    ['🏢'.repeat(DISPLAY_NAME_MAX), '🏢'.repeat(DISPLAY_NAME_MAX)],
    [` ${'x'.repeat(DISPLAY_NAME_MAX)} `, 'x'.repeat(DISPLAY_NAME_MAX)],
  ])('%j is %j', (text, name) => {
    expect(parseDisplayName(text)).toEqual({ ok: true, value: name })
  })

  test.each([
    ['', 'is required'],
    [' \t\r\n\u00a0\u2003', 'is required'],
    ['x'.repeat(DISPLAY_NAME_MAX + 1), 'must be at most 200 characters long'],
    ['🏢'.repeat(DISPLAY_NAME_MAX + 1), 'must be at most 200 characters long'],
    ['a\u0000b', 'must not contain the character U+0000'],
    ['\u0000', 'must not contain the character U+0000'],
    ['a\ud800b', 'must be well-formed Unicode'],
  ])('%j %s', (text, reason) => {
    expect(parseDisplayName(text)).toEqual({ ok: false, error: { type: 'InvalidValue', reason } })
  })
})
