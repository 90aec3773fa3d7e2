import * as v from 'valibot'
import { displayName, emailAddress } from '../../../schema/fields.ts'
import { isBlank, refusedFor } from '../../../schema/refusals.ts'
import { says, success } from '../../../schema/reply-fields.ts'
import { clientFields } from '../client-fields.ts'

export const createClientBody = v.pipe(
  v.object({ name: displayName, email: emailAddress }),
  refusedFor(
    { code: 'CLIENT_NAME_REQUIRED', applies: ({ name }) => isBlank(name) },
    { code: 'CLIENT_EMAIL_REQUIRED', applies: ({ email }) => isBlank(email) },
  ),
)

export const createClientReply = v.object({
  success,
  message: says('Client created successfully'),
  client: clientFields,
})
