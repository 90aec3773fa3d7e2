import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { Redacted, trustedLicenseKey, type KeyVault } from '@keybox/domain'

/** A vault that really seals, so that what the file holds can be searched for keys. */
export function testKeyVault(secret: string): KeyVault {
  const derive = (label: string): Buffer => createHmac('sha256', secret).update(label).digest()
  const digest = (text: string): Uint8Array => createHmac('sha256', derive('digest')).update(text).digest()
  const sealing = derive('seal')
  const seal = (text: string, belongsTo: Uint8Array): Uint8Array => {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', sealing, nonce, { authTagLength: 16 }).setAAD(belongsTo)
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
  }
  const open = (sealed: Uint8Array, belongsTo: Uint8Array): string => {
    const decipher = createDecipheriv('aes-256-gcm', sealing, sealed.subarray(0, 12), { authTagLength: 16 })
    decipher.setAAD(belongsTo).setAuthTag(sealed.subarray(12, 28))
    return decipher.update(sealed.subarray(28), undefined, 'utf8') + decipher.final('utf8')
  }
  return {
    keyId: derive('key id').subarray(0, 8).toString('hex'),
    checkValue: derive('check value').toString('hex'),
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
