import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { Redacted, trustedLicenseKey, type KeyVault } from '@keybox/domain'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A key vault of its own kind, so that this package's tests rest on the port and not on another adapter. */
export function aesGcmKeyVault(secret = 'the secret of these tests'): KeyVault {
  const derived = (label: string): Buffer => createHmac('sha256', secret).update(label).digest()
  const digest = (text: string): Uint8Array => createHmac('sha256', derived('digest')).update(text).digest()
  const sealing = derived('seal')
  const seal = (text: string, belongsTo: Uint8Array): Uint8Array => {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(belongsTo)
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  }
  const open = (sealed: Uint8Array, belongsTo: Uint8Array): string => {
    const decipher = createDecipheriv('aes-256-gcm', sealing, sealed.subarray(0, NONCE_BYTES))
    decipher.setAAD(belongsTo).setAuthTag(sealed.subarray(-TAG_BYTES))
    const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
    return text.toString('utf8')
  }
  return {
    keyId: derived('id').subarray(0, 8).toString('hex'),
    checkValue: derived('check').toString('hex'),
    digest: (key) => digest(key.reveal()),
    seal: (key, license) => seal(key.reveal(), Buffer.from(license)),
    open: (sealed, license) => trustedLicenseKey(open(sealed, Buffer.from(license))),
    replies: {
      digestKey: (key, scope) => digest(`${scope} ${key.reveal()}`),
      digestRequest: (request) => digest(request.reveal()),
      seal: (body, keyDigest) => seal(body.reveal(), keyDigest),
      open: (sealed, keyDigest) => new Redacted('ReplyBody', open(sealed, keyDigest)),
    },
  }
}
