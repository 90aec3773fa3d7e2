import type { DisplayName } from '../shared/display-name.ts'
import type { EmailAddress } from '../shared/email-address.ts'
import type { AccountId } from '../shared/entity-id.ts'
import type { Instant } from '../shared/instant.ts'
import type { PasswordHash } from './password.ts'

/** What an account may do. Everyone who signs up is a DEVELOPER; nothing in the API makes an ADMIN. */
export type Role = 'DEVELOPER' | 'ADMIN'

/** A developer who sells software: the owner of clients, projects and licences. */
export interface Account {
  readonly id: AccountId
  readonly name: DisplayName
  /** Unique over the whole store, whatever the letter case. */
  readonly email: EmailAddress
  readonly passwordHash: PasswordHash
  readonly role: Role
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export function openAccount(facts: Pick<Account, 'id' | 'name' | 'email' | 'passwordHash'>, now: Instant): Account {
  const { id, name, email, passwordHash } = facts
  return { id, name, email, passwordHash, role: 'DEVELOPER', createdAt: now, updatedAt: now }
}
