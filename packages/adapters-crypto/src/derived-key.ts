import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

import type { MasterSecret } from './master-secret.ts'

/**
 * What a derived key is for. The label goes into HKDF as `info`, so that knowing one key says nothing of another
 * (RFC 5869 §3.2). A label is part of what a store holds: changing one makes every store unreadable.
 */
const LABELS = {
  tokenSigning: 'keybox/1/access-token-signing',
  keyDigest: 'keybox/1/license-key-digest',
  keySeal: 'keybox/1/license-key-seal',
  keyId: 'keybox/1/key-id',
  checkValue: 'keybox/1/check-value',
  pseudonym: 'keybox/1/client-pseudonym',
  idempotencyKeyDigest: 'keybox/1/idempotency-key-digest',
  requestDigest: 'keybox/1/request-digest',
  replySeal: 'keybox/1/reply-seal',
} as const

export type KeyUse = keyof typeof LABELS

// No salt (RFC 5869 §3.1): there is nowhere to keep one that a second node on the same secret would also see.
const SALT = new Uint8Array()

/** HKDF-SHA-256 of the master secret's UTF-8 bytes, under the label of its use. */
export function deriveBytes(secret: MasterSecret, use: KeyUse, length: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret.reveal(), SALT, LABELS[use], length))
}

/** 256 bits, as an object that OpenSSL parses once and that prints nothing. */
export function deriveKey(secret: MasterSecret, use: KeyUse): KeyObject {
  return createSecretKey(deriveBytes(secret, use, 32))
}

const KEY_ID_BYTES = 8

/** What a secret is called, in stores and in tokens: 16 hexadecimal digits that reveal nothing of it. */
export function keyIdOf(secret: MasterSecret): string {
  return Buffer.from(deriveBytes(secret, 'keyId', KEY_ID_BYTES)).toString('hex')
}
