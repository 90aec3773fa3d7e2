import { createHmac } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import { deriveBytes } from '../src/derived-key.ts'
import { generateMasterSecret } from '../src/master-secret.ts'
import { createPseudonyms } from '../src/pseudonyms.ts'

const secret = generateMasterSecret()
const pseudonyms = createPseudonyms(secret)

describe('pseudonyms', () => {
  it('are HMAC-SHA-256 under their own derived key', () => {
    const key = deriveBytes(secret, 'pseudonym', 32)
    expect(pseudonyms('192.0.2.1')).toBe(createHmac('sha256', key).update('192.0.2.1').digest('base64url'))
    expect(pseudonyms('192.0.2.1')).toMatch(/^[\w-]{43}$/)
  })

  it('are the same on every server with the secret, and on no other', () => {
    expect(createPseudonyms(secret)('192.0.2.1')).toBe(pseudonyms('192.0.2.1'))
    expect(createPseudonyms(generateMasterSecret())('192.0.2.1')).not.toBe(pseudonyms('192.0.2.1'))
    expect(pseudonyms('192.0.2.2')).not.toBe(pseudonyms('192.0.2.1'))
  })
})
