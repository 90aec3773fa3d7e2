import * as v from 'valibot'
import { says, success } from '../../../schema/reply-fields.ts'

export const readyReply = v.object({ success, message: says('Ready') })
