import type { FingerprintHasher, RandomBytes } from '@keybox/domain'
import { accessTokensContract, type CreateAccessTokens } from './access-tokens.ts'
import { fingerprintHasherContract } from './fingerprint-hasher.ts'
import { idGeneratorContract, type CreateIdGenerator } from './id-generator.ts'
import { keyVaultContract, type CreateKeyVault } from './key-vault.ts'
import { passwordHasherContract, type CreatePasswordHasher } from './password-hasher.ts'
import { randomBytesContract } from './random-bytes.ts'
import { replyVaultContract } from './reply-vault.ts'

/** What a crypto adapter provides, each as the suite of its port wants to make it. */
export interface CryptoParts {
  readonly createAccessTokens: CreateAccessTokens
  readonly createIdGenerator: CreateIdGenerator
  readonly createKeyVault: CreateKeyVault
  readonly createPasswordHasher: CreatePasswordHasher
  readonly fingerprintHasher: FingerprintHasher
  readonly randomBytes: RandomBytes
}

/** Everything that a crypto adapter must do; its spec calls this and nothing else. */
export function cryptoContracts(parts: CryptoParts): void {
  accessTokensContract(parts.createAccessTokens)
  fingerprintHasherContract(parts.fingerprintHasher)
  idGeneratorContract(parts.createIdGenerator)
  keyVaultContract(parts.createKeyVault)
  passwordHasherContract(parts.createPasswordHasher)
  randomBytesContract(parts.randomBytes)
  replyVaultContract(parts.createKeyVault)
}
