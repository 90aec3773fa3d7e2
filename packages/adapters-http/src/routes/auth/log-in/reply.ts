import type { LoggedIn } from '@keybox/domain'
import type { InferInput } from 'valibot'
import { presentTokens } from '../session-fields.ts'
import type { logInReply } from './schema.ts'

export function loggedIn({ account, ...tokens }: LoggedIn): InferInput<typeof logInReply> {
  return {
    success: true,
    message: 'Login successful',
    ...presentTokens(tokens),
    userId: account.id,
    role: account.role,
  }
}
