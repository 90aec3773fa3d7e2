import { describe, expect, test } from 'vitest'
import { idempotencyKeyOf } from '../../src/idempotency/idempotency-key-header.ts'

const keyOf = (field: string): string | undefined =>
  idempotencyKeyOf({ headers: { 'idempotency-key': field } })?.reveal()

describe('the header Idempotency-Key', () => {
  test.each([
    ['abc', 'abc'],
    ['"abc"', 'abc'],
    [String.raw`"a\"b\\c"`, String.raw`a"b\c`],
    ['a"b', 'a"b'],
    [String.raw`a\b`, String.raw`a\b`],
    ['a,b;c=d', 'a,b;c=d'],
    [`"${'x'.repeat(255)}"`, 'x'.repeat(255)],
  ])('%s is the key %s', (field, key) => {
    expect(keyOf(field)).toBe(key)
  })

  test('may be absent', () => {
    expect(idempotencyKeyOf({ headers: {} })).toBeUndefined()
  })

  test.each([
    '',
    '""',
    '"',
    '"abc',
    '"abc"d',
    '"abc";a=1',
    String.raw`"a\bc"`,
    String.raw`"abc\"`,
    '"a b"',
    'a b',
    'abc, abc',
    '"abc", "abc"',
    'é',
    `"${'x'.repeat(256)}"`,
    'x'.repeat(256),
  ])('%j is no key', (field) => {
    expect(() => keyOf(field)).toThrow(expect.objectContaining({ code: 'IDEMPOTENCY_KEY_INVALID' }))
  })
})
