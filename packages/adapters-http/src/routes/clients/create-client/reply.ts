import type { Client } from '@keybox/domain'
import type { InferInput } from 'valibot'
import { presentClient } from '../client-fields.ts'
import type { createClientReply } from './schema.ts'

export function clientCreated(client: Client): InferInput<typeof createClientReply> {
  return { success: true, message: 'Client created successfully', client: presentClient(client) }
}
