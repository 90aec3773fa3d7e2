import { describe, expect, test } from 'vitest'
import { codePointLength, textFault } from '../../src/shared/text.ts'

describe('the length of a text', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 2],
    ['😀', 1],
    ['👩‍💻', 3],
    ['🇩🇪', 2],
    ['\ud83d', 1],
    ['\ud83d\ud83d\ude00', 2],
  ])('of %j is %d code points', (text, length) => {
    expect(codePointLength(text)).toBe(length)
  })
})

describe('a text with a limit of 4', () => {
  test.each(['', 'abcd', '😀😀😀😀', 'a😀b😀', '\n\t\u0001 '])('can be %j', (text) => {
    expect(textFault(text, 4)).toBeUndefined()
  })

  test.each([
    ['abcde', 'must be at most 4 characters long'],
    ['😀😀😀😀😀', 'must be at most 4 characters long'],
    ['abcd\u0000', 'must be at most 4 characters long'],
    ['a\u0000', 'must not contain the character U+0000'],
    ['\ud800', 'must be well-formed Unicode'],
    ['\udc00', 'must be well-formed Unicode'],
    ['\udc00\ud800', 'must be well-formed Unicode'],
    ['😀\ude00', 'must be well-formed Unicode'],
  ])('is refused as %j: %s', (text, fault) => {
    expect(textFault(text, 4)).toBe(fault)
  })
})
