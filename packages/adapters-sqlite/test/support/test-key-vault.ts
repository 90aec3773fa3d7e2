import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { trustedLicenseKey, type KeyVault } from '@keybox/domain'

/** A vault that really seals, so that what the file holds can be searched for keys. */
export function testKeyVault(secret: string): KeyVault {
  const derive = (label: string): Buffer => createHmac('sha256', secret).update(label).digest()
  const digesting = derive('digest')
  const sealing = derive('seal')
  return {
    keyId: derive('key id').subarray(0, 8).toString('hex'),
    checkValue: derive('check value').toString('hex'),
    digest: (key) => createHmac('sha256', digesting).update(key.reveal()).digest(),
    seal: (key, license) => {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce, { authTagLength: 16 }).setAAD(Buffer.from(license))
      const sealed = Buffer.concat([cipher.update(key.reveal(), 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
    },
    open: (seal, license) => {
      const decipher = createDecipheriv('aes-256-gcm', sealing, seal.subarray(0, 12), { authTagLength: 16 })
      decipher.setAAD(Buffer.from(license)).setAuthTag(seal.subarray(12, 28))
      return trustedLicenseKey(decipher.update(seal.subarray(28), undefined, 'utf8') + decipher.final('utf8'))
    },
  }
}
