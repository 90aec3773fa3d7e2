import * as v from 'valibot'
import { says, success } from '../../../schema/reply-fields.ts'

export const logOutReply = v.object({ success, message: says('Logout successful') })
