import type { AccountId, ClientId } from '../shared/entity-id.ts'
import type { Result } from '../shared/result.ts'
import type { Client } from './client.ts'

export interface ClientReader {
  /** undefined: there is none, or it is another owner's; nobody can tell which */
  find(owner: AccountId, id: ClientId): Promise<Client | undefined>
}

export interface ClientRepository extends ClientReader {
  /** ClientEmailTaken when a client of this owner has the email in any letter case. The unit of work is then over. */
  insert(client: Client): Promise<Result<void, ClientEmailTaken>>
}

export interface ClientEmailTaken {
  readonly type: 'ClientEmailTaken'
}

/** No such client, or another owner's. */
export interface ClientNotFound {
  readonly type: 'ClientNotFound'
}
