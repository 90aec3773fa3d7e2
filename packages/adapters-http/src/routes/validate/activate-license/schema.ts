import * as v from 'valibot'
import { isoTime, machineDigest, success } from '../../../schema/reply-fields.ts'

export const activateLicenseReply = v.object({
  success,
  message: v.picklist(['License activated successfully', 'License already activated on this machine']),
  machineId: machineDigest,
  activatedAt: isoTime,
  expiresAt: isoTime,
})
