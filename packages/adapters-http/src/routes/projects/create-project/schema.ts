import { parseTermMonths, type ServiceCatalog } from '@keybox/domain'
import * as v from 'valibot'
import { clientId, displayName, termMonths } from '../../../schema/fields.ts'
import { isBlank, refusedFor } from '../../../schema/refusals.ts'
import { says, success } from '../../../schema/reply-fields.ts'
import { servicesField } from '../../../schema/services-field.ts'
import { licenseFields } from '../../licenses/license-fields.ts'
import { projectFields } from '../project-fields.ts'

export const createProjectBody = (catalog: ServiceCatalog) =>
  v.pipe(
    v.object({
      clientId,
      projectName: displayName,
      duration: termMonths,
      services: servicesField(catalog),
    }),
    refusedFor(
      {
        code: 'CLIENT_AND_PROJECT_NAME_REQUIRED',
        applies: (body) => isBlank(body['clientId']) || isBlank(body['projectName']),
      },
      { code: 'INVALID_DURATION', applies: ({ duration }) => !parseTermMonths(duration).ok },
      {
        code: 'SERVICES_REQUIRED',
        applies: ({ services }) => !Array.isArray(services) || services.length === 0,
      },
    ),
  )

export const createProjectReply = v.object({
  success,
  message: says('Project and License created successfully'),
  project: projectFields,
  license: licenseFields,
})
