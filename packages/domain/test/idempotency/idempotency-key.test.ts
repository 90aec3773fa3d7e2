import { describe, expect, it } from 'vitest'
import { parseIdempotencyKey } from '../../src/index.ts'

describe('an idempotency key', () => {
  it.each(['a', '8e03978e-40d5-43e8-bc93-6894a57f9324', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', 'x'.repeat(255)])(
    'is visible ASCII, and stays as it is: %s',
    (text) => {
      const parsed = parseIdempotencyKey(text)
      expect(parsed.ok && parsed.value.reveal()).toBe(text)
    },
  )

  it.each(['', ' ', 'a b', ' a', 'a\t', 'a\n', '\u007F', 'é', 'a\u0000', '🔑', 'x'.repeat(256)])(
    'is nothing else: %j',
    (text) => {
      expect(parseIdempotencyKey(text)).toMatchObject({ ok: false, error: { type: 'InvalidValue' } })
    },
  )

  it('shows itself to nobody', () => {
    const parsed = parseIdempotencyKey('order-1')
    expect(JSON.stringify(parsed)).not.toContain('order-1')
  })
})
