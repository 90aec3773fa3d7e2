import { type Activated, toIsoString } from '@keybox/domain'
import type { InferInput } from 'valibot'
import type { activateLicenseReply } from './schema.ts'

export function licenseActivated({ license, first }: Activated): InferInput<typeof activateLicenseReply> {
  return {
    success: true,
    message: first ? 'License activated successfully' : 'License already activated on this machine',
    machineId: license.activation.machine,
    activatedAt: toIsoString(license.activation.at),
    expiresAt: toIsoString(license.expiresAt),
  }
}
