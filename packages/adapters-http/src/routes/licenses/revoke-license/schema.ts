import * as v from 'valibot'
import { licenseKeyInPath } from '../../../schema/fields.ts'
import { key, licenseStatus, success } from '../../../schema/reply-fields.ts'

export const revokeLicenseParams = v.object({ key: licenseKeyInPath })

/** null: to toggle */
export const revokeLicenseBody = v.object({ revoked: v.nullish(v.boolean('must be true or false')) })

export const revokeLicenseReply = v.object({ success, message: v.string(), key, status: licenseStatus })
