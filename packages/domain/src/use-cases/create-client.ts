import { registerClient, type Client } from '../client/client.ts'
import type { ClientEmailTaken } from '../client/client-repository.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdGenerator } from '../ports/id-generator.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { DisplayName } from '../shared/display-name.ts'
import type { EmailAddress } from '../shared/email-address.ts'
import type { AccountId } from '../shared/entity-id.ts'
import { ok, type Result } from '../shared/result.ts'

export interface CreateClientDependencies {
  readonly unitOfWork: UnitOfWork
  readonly ids: IdGenerator
  readonly clock: Clock
}

export interface CreateClientCommand {
  readonly owner: AccountId
  readonly name: DisplayName
  readonly email: EmailAddress
}

export type CreateClient = (command: CreateClientCommand) => Promise<Result<Client, ClientEmailTaken>>

export function createClient({ unitOfWork, ids, clock }: CreateClientDependencies): CreateClient {
  return ({ owner, name, email }) => {
    const client = registerClient({ id: ids.next('Client'), owner, name, email }, clock.now())
    return unitOfWork.run(async ({ clients }) => {
      const inserted = await clients.insert(client)
      return inserted.ok ? ok(client) : inserted
    })
  }
}
