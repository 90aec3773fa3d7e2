import type { Account } from '@keybox/domain'
import type { InferInput } from 'valibot'
import { timestamps } from '../../../schema/timestamps.ts'
import type { meReply } from './schema.ts'

export function me(account: Account): InferInput<typeof meReply> {
  const { id, name, email, role } = account
  return {
    success: true,
    message: 'User fetched successfully',
    user: { _id: id, name, email, role, ...timestamps(account) },
  }
}
