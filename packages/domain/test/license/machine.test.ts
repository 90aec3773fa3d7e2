import { describe, expect, test } from 'vitest'
import { FINGERPRINT_MAX, parseFingerprint, trustedMachineId } from '../../src/license/machine.ts'

describe('a fingerprint', () => {
  test('that is empty counts as absent', () => {
    expect(parseFingerprint('')).toEqual({ ok: true, value: undefined })
  })

  test.each([
    ' ',
    '\t\r\n',
    ' padded ',
    'MAC-01:23',
    '机器',
    'x'.repeat(FINGERPRINT_MAX),
    '💻'.repeat(FINGERPRINT_MAX),
  ])('is taken as it is: %j', (text) => {
    const result = parseFingerprint(text)
    expect(result.ok && result.value?.reveal()).toBe(text)
  })

  test.each([
    ['513 code points', 'x'.repeat(FINGERPRINT_MAX + 1), 'must be at most 512 characters long'],
    ['513 emoji', '💻'.repeat(FINGERPRINT_MAX + 1), 'must be at most 512 characters long'],
    ['U+0000', 'a\u0000b', 'must not contain the character U+0000'],
    ['a lone surrogate', 'a\ud800', 'must be well-formed Unicode'],
  ])('never holds %s', (_, text, reason) => {
    expect(parseFingerprint(text)).toEqual({ ok: false, error: { type: 'InvalidValue', reason } })
  })
})

describe('a machine id', () => {
  test('is a SHA-256 digest in lower-case hex', () => {
    const digest = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
    expect(trustedMachineId(digest)).toBe(digest)
  })

  test.each([
    '',
    'a'.repeat(63),
    'a'.repeat(65),
    'A'.repeat(64),
    'g'.repeat(64),
    ` ${'a'.repeat(63)}`,
    `${'a'.repeat(64)}\n`,
  ])('is never %j', (digest) => {
    expect(() => trustedMachineId(digest)).toThrow(TypeError)
  })
})
