import { createHmac } from 'node:crypto'

import { Redacted } from '@keybox/domain'
import { describe, expect, it } from 'vitest'

import { deriveBytes, type KeyUse } from '../src/derived-key.ts'
import type { MasterSecret } from '../src/master-secret.ts'

const secret: MasterSecret = new Redacted('MasterSecret', 'correct horse battery staple, thrice over')

/** RFC 5869 §2 by hand, for one block of output: extract under a zero salt, then expand. */
function hkdfByHand(text: string, info: string): string {
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(text).digest()
  return createHmac('sha256', extracted).update(info).update(Buffer.of(1)).digest('hex')
}

describe('derived keys', () => {
  // The labels are spelt out again here: a label that changes makes every store in the field unreadable.
  it.each<[KeyUse, string]>([
    ['tokenSigning', 'keybox/1/access-token-signing'],
    ['keyDigest', 'keybox/1/license-key-digest'],
    ['keySeal', 'keybox/1/license-key-seal'],
    ['keyId', 'keybox/1/key-id'],
    ['checkValue', 'keybox/1/check-value'],
    ['pseudonym', 'keybox/1/client-pseudonym'],
    ['idempotencyKeyDigest', 'keybox/1/idempotency-key-digest'],
    ['requestDigest', 'keybox/1/request-digest'],
    ['replySeal', 'keybox/1/reply-seal'],
  ])('are HKDF-SHA-256 (RFC 5869) under a label of their own: %s', (use, label) => {
    const bytes = Buffer.from(deriveBytes(secret, use, 32)).toString('hex')
    expect(bytes).toBe(hkdfByHand(secret.reveal(), label))
  })

  it('takes the UTF-8 bytes of the secret', () => {
    const umlauts: MasterSecret = new Redacted('MasterSecret', 'ü'.repeat(16))
    expect(Buffer.from(deriveBytes(umlauts, 'keySeal', 32)).toString('hex')).toBe(
      hkdfByHand('ü'.repeat(16), 'keybox/1/license-key-seal'),
    )
  })
})
