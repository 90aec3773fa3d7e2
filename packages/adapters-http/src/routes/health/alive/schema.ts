import * as v from 'valibot'
import { says, success } from '../../../schema/reply-fields.ts'

export const aliveReply = v.object({ success, message: says('OK'), version: v.string() })
