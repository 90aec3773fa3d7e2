import type { HttpUseCases } from '../../../http-use-cases.ts'
import { signedIn } from '../../../plugins/authentication.ts'
import { isBlank } from '../../../schema/refusals.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { beginDashboard } from './reply.ts'
import { dashboardReply, dashboardSelection } from './schema.ts'

export function readDashboardRoute(server: TypedServer, { readDashboard }: Pick<HttpUseCases, 'readDashboard'>): void {
  server.route({
    method: 'GET',
    url: '/dashboard',
    schema: {
      operationId: 'readDashboard',
      tags: ['Dashboard'],
      summary: 'All clients, their projects, and the licences of these',
      description:
        '`clientId` narrows it to one client; it may also stand in a JSON body, where the query has none. Sent as a stream: a failure half-way cuts the connection.',
      querystring: dashboardSelection,
      body: dashboardSelection,
      response: { 200: dashboardReply },
    },
    config: {
      failureMessage: 'Failed to fetch dashboard',
      errors: ['VALIDATION_ERROR', 'TOKEN_MISSING', 'UNAUTHORIZED'],
    },
    preValidation: (request, _reply, done) => {
      // The query wins: what the body says then is not even looked at.
      if (!isBlank(request.query.clientId)) request.body = {}
      done()
    },
    handler: async (request, reply) => {
      const client = request.query.clientId ?? request.body.clientId ?? undefined
      const entries = readDashboard({ owner: signedIn(request).id, client })
      const dashboard = await beginDashboard(entries, reply)
      return reply.code(200).type('application/json; charset=utf-8').send(dashboard)
    },
  })
}
