import { isLongEnoughPassword } from '@keybox/domain'
import * as v from 'valibot'
import { displayName, emailAddress, newPassword } from '../../../schema/fields.ts'
import { isBlank, isMissing, refusedFor } from '../../../schema/refusals.ts'
import { objectId, says, success } from '../../../schema/reply-fields.ts'

export const signUpBody = v.pipe(
  v.object({
    name: displayName,
    email: emailAddress,
    password: newPassword,
    confirm_password: newPassword,
  }),
  refusedFor(
    {
      code: 'FIELDS_REQUIRED',
      applies: (body) =>
        isBlank(body['name']) ||
        isBlank(body['email']) ||
        isMissing(body['password']) ||
        isMissing(body['confirm_password']),
    },
    {
      code: 'PASSWORDS_DO_NOT_MATCH',
      // Where either is no text there is nothing to compare, and the type is what is wrong.
      applies: ({ password, confirm_password: repeated }) =>
        typeof password === 'string' && typeof repeated === 'string' && password !== repeated,
    },
    {
      code: 'PASSWORD_TOO_SHORT',
      applies: ({ password }) => typeof password === 'string' && !isLongEnoughPassword(password),
    },
  ),
)

export const signUpReply = v.object({ success, message: says('Signup successful'), userId: objectId })
