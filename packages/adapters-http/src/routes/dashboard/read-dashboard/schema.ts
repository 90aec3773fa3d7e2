import type { Readable } from 'node:stream'
import * as v from 'valibot'
import { clientSelection } from '../../../schema/fields.ts'
import { machineDigest, says, success } from '../../../schema/reply-fields.ts'
import { clientFields } from '../../clients/client-fields.ts'
import { ownedLicenseFields } from '../../licenses/license-fields.ts'
import { projectFields } from '../../projects/project-fields.ts'

/** Which client to show: all of them where it is missing or blank. The same in the query and in the body. */
export const dashboardSelection = v.object({ clientId: v.nullish(clientSelection) })

export const dashboardLicense = v.object({
  ...ownedLicenseFields.entries,
  machineId: v.optional(machineDigest),
})

const dashboardProject = v.object({ ...projectFields.entries, licenses: v.array(dashboardLicense) })

const dashboardClient = v.object({ ...clientFields.entries, projects: v.array(dashboardProject) })

const dashboard = v.object({
  success,
  message: says('Dashboard fetched successfully'),
  clientsCount: v.pipe(v.number(), v.integer()),
  projectsCount: v.pipe(v.number(), v.integer()),
  data: v.array(dashboardClient),
})

/** It is sent as a stream, piece by piece, and never held as a whole. */
export const dashboardReply: v.GenericSchema<Readable | v.InferInput<typeof dashboard>> = dashboard
