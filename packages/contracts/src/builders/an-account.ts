import { instant, Redacted, type Account } from '@keybox/domain'
import { anId, displayName, emailAddress, sequence } from './values.ts'

/** A valid account of its own id and email. */
export function anAccount(overrides: Partial<Account> = {}): Account {
  const number = sequence()
  return {
    id: anId('Account'),
    name: displayName(`Developer ${number}`),
    email: emailAddress(`developer-${number}@example.com`),
    passwordHash: new Redacted('PasswordHash', `$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$${btoa(`hash-${number}`)}`),
    role: 'DEVELOPER',
    createdAt: instant(Date.UTC(2024, 0, 1)),
    updatedAt: instant(Date.UTC(2024, 0, 1)),
    ...overrides,
  }
}
