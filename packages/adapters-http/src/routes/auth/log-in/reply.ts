import type { LoggedIn } from '@keybox/domain'
import type { InferInput } from 'valibot'
import type { logInReply } from './schema.ts'

export function loggedIn({ account, token }: LoggedIn): InferInput<typeof logInReply> {
  return {
    success: true,
    message: 'Login successful',
    token: token.reveal(),
    userId: account.id,
    role: account.role,
  }
}
