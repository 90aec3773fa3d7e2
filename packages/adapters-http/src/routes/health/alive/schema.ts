import * as v from 'valibot'
import { success } from '../../../schema/reply-fields.ts'

export const aliveReply = v.object({ success, message: v.literal('OK'), version: v.string() })
