import * as v from 'valibot'
import { epochMs, success } from '../../../schema/reply-fields.ts'

/** One object with optional fields instead of one a verdict: a union would have to be told apart at each reply. */
export const validateLicenseReply = v.object({
  success,
  message: v.string(),
  valid: v.boolean(),
  status: v.picklist(['active', 'invalid', 'pending', 'expired', 'revoked', 'machine_mismatch']),
  duration: v.optional(v.string()),
  expiresAt: v.optional(epochMs),
  services: v.optional(v.array(v.string())),
})
