import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto'

import { trustedLicenseKey, type LicenseId, type LicenseKey } from '@keybox/domain'

const ALGORITHM = 'aes-256-gcm'
/** The first byte of a seal, so that another construction can follow this one. */
const VERSION = 1
/** 96 bits, the length that GCM is made for (NIST SP 800-38D §5.2.1.1). */
const NONCE_BYTES = 12
const TAG_BYTES = 16
const TEXT_START = 1 + NONCE_BYTES

/**
 * AES-256-GCM: version (1 byte), random nonce (12), ciphertext, tag (16). The licence's id is the associated data, so
 * that a seal moved to another licence does not open. Random nonces are safe for 2^32 seals under one key
 * (SP 800-38D §8.3).
 */
export function sealKey(sealing: KeyObject, key: LicenseKey, license: LicenseId): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, sealing, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(license))
  const text = cipher.update(key.reveal(), 'utf8')
  return Buffer.concat([Buffer.of(VERSION), nonce, text, cipher.final(), cipher.getAuthTag()])
}

/** @throws Error when the seal is not of this form, was made for another licence or secret, or was changed */
export function openSeal(sealing: KeyObject, seal: Uint8Array, license: LicenseId): LicenseKey {
  if (seal[0] !== VERSION || seal.length < TEXT_START + TAG_BYTES) {
    throw new Error(`The sealed key of licence ${license} is not of a known form`)
  }
  const tagStart = seal.length - TAG_BYTES
  const decipher = createDecipheriv(ALGORITHM, sealing, seal.subarray(1, TEXT_START), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(license))
  decipher.setAuthTag(seal.subarray(tagStart))
  const text = decipher.update(seal.subarray(TEXT_START, tagStart))
  try {
    return trustedLicenseKey(Buffer.concat([text, decipher.final()]).toString('utf8'))
  } catch (cause) {
    throw new Error(`The sealed key of licence ${license} does not open: another secret, another licence, or changed`, {
      cause,
    })
  }
}
