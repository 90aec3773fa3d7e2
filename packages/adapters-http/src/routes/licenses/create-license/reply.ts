import type { License } from '@keybox/domain'
import type { InferInput } from 'valibot'
import { presentNewLicense } from '../license-fields.ts'
import type { createLicenseReply } from './schema.ts'

export function licenseCreated(license: License): InferInput<typeof createLicenseReply> {
  return { success: true, message: 'License created', license: presentNewLicense(license) }
}
