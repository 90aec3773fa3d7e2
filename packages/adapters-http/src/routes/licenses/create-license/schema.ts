import { parseTermMonths, type ServiceCatalog } from '@keybox/domain'
import * as v from 'valibot'
import { clientId, projectId, termMonths } from '../../../schema/fields.ts'
import { isBlank, refusedFor } from '../../../schema/refusals.ts'
import { says, success } from '../../../schema/reply-fields.ts'
import { servicesField } from '../../../schema/services-field.ts'
import { licenseFields } from '../license-fields.ts'

export const createLicenseBody = (catalog: ServiceCatalog) =>
  v.pipe(
    v.object({
      duration: termMonths,
      clientId,
      projectId,
      services: v.nullish(servicesField(catalog)),
    }),
    refusedFor(
      { code: 'INVALID_DURATION', applies: ({ duration }) => !parseTermMonths(duration).ok },
      {
        code: 'CLIENT_AND_PROJECT_REQUIRED',
        applies: (body) => isBlank(body['clientId']) || isBlank(body['projectId']),
      },
      {
        code: 'SERVICES_REQUIRED',
        applies: ({ services }) => Array.isArray(services) && services.length === 0,
      },
    ),
  )

export const createLicenseReply = v.object({
  success,
  message: says('License created'),
  license: licenseFields,
})
