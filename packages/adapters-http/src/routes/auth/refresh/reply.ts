import type { SessionTokens } from '@keybox/domain'
import type { InferInput } from 'valibot'
import { presentTokens } from '../session-fields.ts'
import type { refreshReply } from './schema.ts'

export function tokenRefreshed(tokens: SessionTokens): InferInput<typeof refreshReply> {
  return { success: true, message: 'Token refreshed', ...presentTokens(tokens) }
}
