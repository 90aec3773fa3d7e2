import { createHmac, randomBytes } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import { hmacSha256 } from '../src/hmac-sha256.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const expected = (key: Uint8Array, text: string): string => createHmac('sha256', key).update(text).digest('hex')

describe('HMAC-SHA-256', () => {
  it('gives what RFC 4231 says', () => {
    expect(hex(hmacSha256(Buffer.alloc(20, 0x0b))('Hi There'))).toBe(
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    )
    expect(hex(hmacSha256(Buffer.from('Jefe'))('what do ya want for nothing?'))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  it.each([0, 1, 32, 63, 64])('gives what OpenSSL gives under a key of %d bytes, for texts of any length', (length) => {
    const key = randomBytes(length)
    const digest = hmacSha256(key)
    for (let size = 0; size < 300; size += 1) {
      for (const text of ['x'.repeat(size), 'é'.repeat(size), '🔑'.repeat(size)]) {
        expect(hex(digest(text))).toBe(expected(key, text))
      }
    }
  })

  it('gives each caller bytes of its own', () => {
    const digest = hmacSha256(Buffer.alloc(32))
    const first = digest('first')
    digest('second')
    expect(hex(first)).toBe(expected(Buffer.alloc(32), 'first'))
  })

  it('refuses a key that is longer than a block', () => {
    expect(() => hmacSha256(Buffer.alloc(65))).toThrow(RangeError)
  })
})
