import { describe, expect, it } from 'vitest'

import { generateMasterSecret, parseMasterSecret } from '../src/master-secret.ts'

describe('master secret', () => {
  it('is made of 256 random bits, in text that parses as one', () => {
    const [one, other] = [generateMasterSecret(), generateMasterSecret()]
    expect(Buffer.from(one.reveal(), 'base64url')).toHaveLength(32)
    expect(one.reveal()).not.toBe(other.reveal())
    expect(parseMasterSecret(one.reveal()).ok).toBe(true)
  })

  it('counts bytes, not characters', () => {
    expect(parseMasterSecret('é'.repeat(16)).ok).toBe(true)
    expect(parseMasterSecret('é'.repeat(15) + 'e')).toEqual({
      ok: false,
      error: { type: 'InvalidValue', reason: 'must be at least 32 bytes long, and is 31' },
    })
  })

  it('is taken as it is, white space and all', () => {
    const text = ` ${'x'.repeat(32)}\n`
    const parsed = parseMasterSecret(text)
    expect(parsed.ok && parsed.value.reveal()).toBe(text)
  })

  it('has a UTF-8 form', () => {
    expect(parseMasterSecret('\ud800'.repeat(32)).ok).toBe(false)
  })

  it('prints nothing', () => {
    const secret = generateMasterSecret()
    expect(String(secret) + JSON.stringify({ secret })).not.toContain(secret.reveal())
  })
})
