import { isLongEnoughPassword } from '@keybox/domain'
import * as v from 'valibot'
import { newPassword, passwordAttempt } from '../../../schema/fields.ts'
import { isMissing, refusedFor } from '../../../schema/refusals.ts'
import { says, success } from '../../../schema/reply-fields.ts'

export const changePasswordBody = v.pipe(
  v.object({
    old_password: passwordAttempt,
    new_password: newPassword,
    // For whoever has a person type it twice.
    confirm_password: v.nullish(newPassword),
  }),
  refusedFor(
    {
      code: 'FIELDS_REQUIRED',
      applies: (body) => isMissing(body['old_password']) || isMissing(body['new_password']),
    },
    {
      code: 'PASSWORDS_DO_NOT_MATCH',
      applies: ({ new_password: password, confirm_password: repeated }) =>
        typeof password === 'string' && typeof repeated === 'string' && password !== repeated,
    },
    {
      code: 'PASSWORD_TOO_SHORT',
      applies: ({ new_password: password }) => typeof password === 'string' && !isLongEnoughPassword(password),
    },
  ),
)

export const changePasswordReply = v.object({ success, message: says('Password changed') })
