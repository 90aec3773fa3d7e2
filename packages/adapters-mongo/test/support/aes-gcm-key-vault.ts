import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { trustedLicenseKey, type KeyVault } from '@keybox/domain'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A key vault of its own kind, so that this package's tests rest on the port and not on another adapter. */
export function aesGcmKeyVault(secret = 'the secret of these tests'): KeyVault {
  const derived = (label: string): Buffer => createHmac('sha256', secret).update(label).digest()
  const sealing = derived('seal')
  return {
    keyId: 'test-1',
    checkValue: derived('check').toString('hex'),
    digest: (key) => createHmac('sha256', derived('digest')).update(key.reveal()).digest(),
    seal(key, license) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(license))
      return Buffer.concat([nonce, cipher.update(key.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open(seal, license) {
      const tag = seal.subarray(-TAG_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', sealing, seal.subarray(0, NONCE_BYTES))
      decipher.setAAD(Buffer.from(license)).setAuthTag(tag)
      const text = Buffer.concat([decipher.update(seal.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
      return trustedLicenseKey(text.toString('utf8'))
    },
  }
}
