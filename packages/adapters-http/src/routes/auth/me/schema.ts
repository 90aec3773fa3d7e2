import * as v from 'valibot'
import { isoTime, objectId, role, says, success } from '../../../schema/reply-fields.ts'

export const meReply = v.object({
  success,
  message: says('User fetched successfully'),
  user: v.object({
    _id: objectId,
    name: v.string(),
    email: v.string(),
    role,
    createdAt: isoTime,
    updatedAt: isoTime,
  }),
})
