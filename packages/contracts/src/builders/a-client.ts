import { instant, type Client } from '@keybox/domain'
import { anId, displayName, emailAddress, sequence } from './values.ts'

/** A valid client of its own id and email; its owner is nobody's account unless given. */
export function aClient(overrides: Partial<Client> = {}): Client {
  const number = sequence()
  return {
    id: anId('Client'),
    owner: anId('Account'),
    name: displayName(`Client ${number}`),
    email: emailAddress(`client-${number}@example.com`),
    createdAt: instant(Date.UTC(2024, 0, 2)),
    updatedAt: instant(Date.UTC(2024, 0, 2)),
    ...overrides,
  }
}
