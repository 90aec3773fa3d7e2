import * as v from 'valibot'
import { success } from '../../../schema/reply-fields.ts'

export const readyReply = v.object({ success, message: v.literal('Ready') })
