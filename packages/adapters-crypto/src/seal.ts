import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
/** The first byte of a seal, so that another construction can follow this one. */
const VERSION = 1
/** 96 bits, the length that GCM is made for (NIST SP 800-38D §5.2.1.1). */
const NONCE_BYTES = 12
const TAG_BYTES = 16
const TEXT_START = 1 + NONCE_BYTES

/**
 * AES-256-GCM: version (1 byte), random nonce (12), ciphertext, tag (16). What the text belongs to is the associated
 * data, so that a seal moved to something else does not open. Random nonces are safe for 2^32 seals under one key
 * (SP 800-38D §8.3).
 */
export function sealText(sealing: KeyObject, text: string, belongsTo: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, sealing, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(belongsTo)
  const sealed = cipher.update(text, 'utf8')
  return Buffer.concat([Buffer.of(VERSION), nonce, sealed, cipher.final(), cipher.getAuthTag()])
}

/** @param what to name in errors. @throws Error when the seal is not of this form, belongs elsewhere, or was changed */
export function openSeal(sealing: KeyObject, seal: Uint8Array, belongsTo: Uint8Array, what: string): string {
  if (seal[0] !== VERSION || seal.length < TEXT_START + TAG_BYTES) throw new Error(`${what} is not of a known form`)
  const tagStart = seal.length - TAG_BYTES
  const decipher = createDecipheriv(ALGORITHM, sealing, seal.subarray(1, TEXT_START), { authTagLength: TAG_BYTES })
  decipher.setAAD(belongsTo)
  decipher.setAuthTag(seal.subarray(tagStart))
  const text = decipher.update(seal.subarray(TEXT_START, tagStart))
  try {
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new Error(`${what} does not open: another secret, another place, or changed`, { cause })
  }
}
