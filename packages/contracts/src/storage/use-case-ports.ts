import { createHash } from 'node:crypto'
import {
  ok,
  Redacted,
  trustedMachineId,
  trustedSecretDigest,
  type Clock,
  type DigestSecret,
  type Fingerprint,
  type FingerprintHasher,
  type IdGenerator,
  type PasswordHasher,
  type Pause,
  type Propagation,
  type RandomBytes,
} from '@keybox/domain'
import { webCryptoRandomBytes } from '../builders/a-license.ts'
import { anId } from '../builders/values.ts'
import { settableClock } from '../settable-clock.ts'

/** What use cases need beside a store, in the quickest form that is right. */
export interface UseCasePorts {
  readonly clock: Clock
  readonly ids: IdGenerator
  readonly randomBytes: RandomBytes
  /** No node but the test's: whatever is committed has reached all of them. */
  readonly propagation: Propagation
  /** Takes no time, and everybody still waits. */
  readonly pause: Pause
  readonly fingerprintHasher: FingerprintHasher
  readonly digestSecret: DigestSecret
  /** Hashes nothing: races are about what is stored, and slow hashing would keep the rivals apart. */
  readonly passwordHasher: PasswordHasher
}

export function useCasePorts(overrides: Partial<UseCasePorts> = {}): UseCasePorts {
  return {
    clock: settableClock(),
    ids: { next: anId },
    randomBytes: webCryptoRandomBytes,
    propagation: { reached: () => Promise.resolve() },
    pause: async () => true,
    fingerprintHasher: (fingerprint) => trustedMachineId(sha256(fingerprint.reveal())),
    digestSecret: (secret) => trustedSecretDigest(sha256(secret.reveal())),
    passwordHasher: {
      hash: async () => ok(new Redacted('PasswordHash', '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA')),
      verify: async () => ok(false),
    },
    ...overrides,
  }
}

export function aFingerprint(text: string): Fingerprint {
  return new Redacted('Fingerprint', text)
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
