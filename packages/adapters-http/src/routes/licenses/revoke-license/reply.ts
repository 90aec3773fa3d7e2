import type { Revocation } from '@keybox/domain'
import type { InferInput } from 'valibot'
import type { revokeLicenseReply } from './schema.ts'

export function licenseRevoked({ license, status, changed }: Revocation): InferInput<typeof revokeLicenseReply> {
  return {
    success: true,
    message: changed ? `License status changed to ${status}` : `License status is ${status}`,
    key: license.key.reveal(),
    status,
  }
}
