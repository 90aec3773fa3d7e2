import type { HttpUseCases } from '../../../http-use-cases.ts'
import { overloaded, whenClosed } from '../../../load/admission.ts'
import type { LoadBounds } from '../../../load/bounds.ts'
import { fieldError } from '../../../schema/request-validation.ts'
import { signedIn } from '../../../plugins/authentication.ts'
import { isBlank } from '../../../schema/refusals.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { writeCursor } from './dashboard-cursor.ts'
import { DashboardPlaces } from './dashboard-places.ts'
import { pageOf } from './page-selection.ts'
import { beginDashboard } from './reply.ts'
import { dashboardQuery, dashboardReply, dashboardSelection } from './schema.ts'

export function readDashboardRoute(
  server: TypedServer,
  { readDashboard }: Pick<HttpUseCases, 'readDashboard'>,
  bounds: LoadBounds,
): void {
  const places = new DashboardPlaces(bounds)
  server.route({
    method: 'GET',
    url: '/dashboard',
    schema: {
      operationId: 'readDashboard',
      tags: ['Dashboard'],
      summary: 'All clients, their projects, and the licences of these',
      description:
        '`clientId` narrows it to one client; it may also stand in a JSON body, where the query has none. `limit` asks for a page of so many clients, each with all that it has, and `cursor` for the page behind the one that gave it; the counts are always those of everything. Sent as a stream: a failure half-way cuts the connection.',
      querystring: dashboardQuery,
      body: dashboardSelection,
      response: { 200: dashboardReply },
    },
    config: {
      failureMessage: 'Failed to fetch dashboard',
      errors: ['VALIDATION_ERROR', 'TOKEN_MISSING', 'UNAUTHORIZED', 'OVERLOADED'],
    },
    preValidation: (request, _reply, done) => {
      // The query wins: what the body says then is not even looked at.
      if (!isBlank(request.query.clientId)) request.body = {}
      done()
    },
    handler: async (request, reply) => {
      const client = request.query.clientId ?? request.body.clientId ?? undefined
      const owner = signedIn(request).account
      const page = pageOf(request.query, owner, client)
      if (!page.ok) throw fieldError(page.error.field, page.error.reason)
      if (!places.enter(owner)) throw overloaded()
      whenClosed(reply.raw, () => places.leave(owner))
      const entries = readDashboard({ owner, client, page: page.value })
      const dashboard = await beginDashboard(entries, reply, page.value && ((place) => writeCursor(owner, place)))
      return reply.code(200).type('application/json; charset=utf-8').send(dashboard)
    },
  })
}
