import { trustedLicenseKey, type KeyVault } from '@keybox/domain'

import { deriveBytes, deriveKey, keyIdOf } from './derived-key.ts'
import { hmacSha256 } from './hmac-sha256.ts'
import type { MasterSecret } from './master-secret.ts'
import { createReplyVault } from './reply-vault.ts'
import { openSeal, sealText } from './seal.ts'

const DIGEST_KEY_BYTES = 32
const CHECK_VALUE_BYTES = 32

/** Keys are derived here, once; validating a licence costs one HMAC-SHA-256 and never a decryption. */
export function createKeyVault(secret: MasterSecret): KeyVault {
  const digest = hmacSha256(deriveBytes(secret, 'keyDigest', DIGEST_KEY_BYTES))
  const sealing = deriveKey(secret, 'keySeal')
  return {
    // Both are outputs of HKDF under labels of their own: they tell secrets apart and reveal nothing of any key.
    keyId: keyIdOf(secret),
    checkValue: Buffer.from(deriveBytes(secret, 'checkValue', CHECK_VALUE_BYTES)).toString('hex'),
    digest: (key) => digest(key.reveal()),
    seal: (key, license) => sealText(sealing, key.reveal(), Buffer.from(license)),
    open: (seal, license) =>
      trustedLicenseKey(openSeal(sealing, seal, Buffer.from(license), `The sealed key of licence ${license}`)),
    replies: createReplyVault(secret),
  }
}
