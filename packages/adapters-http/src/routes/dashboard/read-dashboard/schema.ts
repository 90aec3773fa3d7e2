import type { Readable } from 'node:stream'
import * as v from 'valibot'
import { clientSelection, pageSize } from '../../../schema/fields.ts'
import { describedAs } from '../../../schema/field.ts'
import { machineDigest, says, success } from '../../../schema/reply-fields.ts'
import { clientFields } from '../../clients/client-fields.ts'
import { ownedLicenseFields } from '../../licenses/license-fields.ts'
import { projectFields } from '../../projects/project-fields.ts'

const CURSOR_EXAMPLE = 'AAABjMJR9ABlobLD1OX2BxgpOkvA3bEWAVrpSp6VJ3o'

/** Which client to show: all of them where it is missing or blank. The same in the query and in the body. */
export const dashboardSelection = v.object({ clientId: v.nullish(clientSelection) })

/** Which page, in the query only: all of the clients where there is no `limit`. */
export const dashboardQuery = v.object({
  clientId: v.optional(clientSelection),
  limit: v.optional(pageSize),
  cursor: v.optional(
    v.pipe(
      v.string('must be a string'),
      describedAs({ description: 'The `nextCursor` of the page before.', example: CURSOR_EXAMPLE }),
    ),
  ),
})

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
  nextCursor: v.optional(
    v.pipe(
      v.nullable(v.string()),
      describedAs({
        description: 'With `limit` only: what to send as `cursor` for the next page, null on the last one.',
        example: CURSOR_EXAMPLE,
      }),
    ),
  ),
})

/** It is sent as a stream, piece by piece, and never held as a whole. */
export const dashboardReply: v.GenericSchema<Readable | v.InferInput<typeof dashboard>> = dashboard
