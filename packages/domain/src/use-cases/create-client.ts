import { registerClient, type Client } from '../client/client.ts'
import type { ClientEmailTaken } from '../client/client-repository.ts'
import { ownerScope } from '../idempotency/idempotency-scope.ts'
import { once, type IdempotentRequest, type NotDoneAgain } from '../idempotency/once.ts'
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

export type CreateClient = (
  command: CreateClientCommand,
  request?: IdempotentRequest<Client>,
) => Promise<Result<Client, ClientEmailTaken | NotDoneAgain>>

export function createClient({ unitOfWork, ids, clock }: CreateClientDependencies): CreateClient {
  const runOnce = once({ unitOfWork, clock })
  return ({ owner, name, email }, request) => {
    const client = registerClient({ id: ids.next('Client'), owner, name, email }, clock.now())
    return runOnce<Client, ClientEmailTaken>(request, ownerScope('createClient', owner), async ({ clients }) => {
      const inserted = await clients.insert(client)
      return inserted.ok ? ok(client) : inserted
    })
  }
}
