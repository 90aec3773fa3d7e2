import { beginSession, instant, trustedSecretDigest, type SecretDigest, type Session } from '@keybox/domain'
import { anId, sequence } from './values.ts'

/** A digest that no other call gives. */
export function aSecretDigest(): SecretDigest {
  return trustedSecretDigest(`${anId('Session')}${sequence().toString(16).padStart(40, '0')}`)
}

/** A session of its own id and family that has just begun; its owner is nobody unless given. */
export function aSession(overrides: Partial<Session> = {}): Session {
  const now = overrides.createdAt ?? instant(Date.UTC(2024, 0, 5))
  const facts = { id: anId('Session'), owner: anId('Account'), family: aSecretDigest(), current: aSecretDigest() }
  return { ...beginSession({ ...facts, ...overrides }, now), ...overrides }
}
