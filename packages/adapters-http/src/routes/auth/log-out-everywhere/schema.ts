import * as v from 'valibot'
import { says, success } from '../../../schema/reply-fields.ts'

export const logOutEverywhereReply = v.object({ success, message: says('Logged out everywhere') })
