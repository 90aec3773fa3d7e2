import type { KeyVault } from '@keybox/domain'

import { deriveBytes, deriveKey } from './derived-key.ts'
import { hmacSha256 } from './hmac-sha256.ts'
import { openSeal, sealKey } from './key-seal.ts'
import type { MasterSecret } from './master-secret.ts'

const DIGEST_KEY_BYTES = 32
const KEY_ID_BYTES = 8
const CHECK_VALUE_BYTES = 32

/** Keys are derived here, once; validating a licence costs one HMAC-SHA-256 and never a decryption. */
export function createKeyVault(secret: MasterSecret): KeyVault {
  const digest = hmacSha256(deriveBytes(secret, 'keyDigest', DIGEST_KEY_BYTES))
  const sealing = deriveKey(secret, 'keySeal')
  return {
    // Both are outputs of HKDF under labels of their own: they tell secrets apart and reveal nothing of any key.
    keyId: Buffer.from(deriveBytes(secret, 'keyId', KEY_ID_BYTES)).toString('hex'),
    checkValue: Buffer.from(deriveBytes(secret, 'checkValue', CHECK_VALUE_BYTES)).toString('hex'),
    digest: (key) => digest(key.reveal()),
    seal: (key, license) => sealKey(sealing, key, license),
    open: (seal, license) => openSeal(sealing, seal, license),
  }
}
