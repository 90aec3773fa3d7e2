import * as v from 'valibot'
import { emailAttempt, passwordAttempt } from '../../../schema/fields.ts'
import { isBlank, isMissing, refusedFor } from '../../../schema/refusals.ts'
import { objectId, role, says, success } from '../../../schema/reply-fields.ts'
import { sessionFields } from '../session-fields.ts'

export const logInBody = v.pipe(
  v.object({ email: emailAttempt, password: passwordAttempt }),
  refusedFor({
    code: 'FIELDS_REQUIRED',
    applies: (body) => isBlank(body['email']) || isMissing(body['password']),
  }),
)

export const logInReply = v.object({
  success,
  message: says('Login successful'),
  ...sessionFields,
  userId: objectId,
  role,
})
