import type { Account } from '@keybox/domain'
import type { InferInput } from 'valibot'
import type { signUpReply } from './schema.ts'

export function signedUp(account: Account): InferInput<typeof signUpReply> {
  return { success: true, message: 'Signup successful', userId: account.id }
}
