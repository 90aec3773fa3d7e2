import type { DisplayName } from '../shared/display-name.ts'
import type { EmailAddress } from '../shared/email-address.ts'
import type { AccountId, ClientId } from '../shared/entity-id.ts'
import type { Instant } from '../shared/instant.ts'

/** A customer of a developer: whom licences are issued to. */
export interface Client {
  readonly id: ClientId
  readonly owner: AccountId
  readonly name: DisplayName
  /** Unique among the clients of one owner, whatever the letter case. */
  readonly email: EmailAddress
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export function registerClient(facts: Pick<Client, 'id' | 'owner' | 'name' | 'email'>, now: Instant): Client {
  const { id, owner, name, email } = facts
  return { id, owner, name, email, createdAt: now, updatedAt: now }
}
