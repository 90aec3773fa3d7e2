import * as v from 'valibot'
import { refreshToken } from '../../../schema/fields.ts'
import { isBlank, refusedFor } from '../../../schema/refusals.ts'
import { says, success } from '../../../schema/reply-fields.ts'
import { sessionFields } from '../session-fields.ts'

export const refreshBody = v.pipe(
  v.object({ refreshToken }),
  refusedFor({ code: 'FIELDS_REQUIRED', applies: (body) => isBlank(body['refreshToken']) }),
)

export const refreshReply = v.object({ success, message: says('Token refreshed'), ...sessionFields })
