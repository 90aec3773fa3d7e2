import * as v from 'valibot'
import { describedAs } from '../../../schema/field.ts'
import { epochMs, isoTime, success } from '../../../schema/reply-fields.ts'

/** One object with optional fields instead of one a verdict: a union would have to be told apart at each reply. */
export const validateLicenseReply = v.object({
  success,
  message: v.string(),
  valid: v.boolean(),
  status: v.picklist(['active', 'invalid', 'pending', 'expired', 'revoked', 'machine_mismatch']),
  duration: v.optional(v.string()),
  expiresAt: v.optional(epochMs),
  services: v.optional(v.array(v.string())),
  stale: v.optional(
    v.pipe(
      v.literal(true),
      describedAs({
        type: 'boolean',
        description: 'Only when the store cannot be reached: the verdict rests on what is remembered.',
      }),
    ),
  ),
  /** The last instant at which a stale verdict is known to have been right. */
  asOf: v.optional(isoTime),
})
