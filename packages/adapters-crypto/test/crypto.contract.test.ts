import { cryptoContracts } from '@keybox/contracts'

import { createAccessTokens } from '../src/access-tokens.ts'
import { cryptoRandomBytes } from '../src/crypto-random-bytes.ts'
import { createIdGenerator } from '../src/id-generator.ts'
import { createKeyVault } from '../src/key-vault.ts'
import { createPasswordHasher } from '../src/password-hasher.ts'
import { sha256Fingerprint } from '../src/sha256-fingerprint.ts'

cryptoContracts({
  createAccessTokens,
  createIdGenerator,
  createKeyVault,
  createPasswordHasher: (bounds) =>
    createPasswordHasher({ ...bounds, cost: { memoryKiB: 1024, passes: 1, parallelism: 1 } }),
  fingerprintHasher: sha256Fingerprint,
  randomBytes: cryptoRandomBytes,
})
