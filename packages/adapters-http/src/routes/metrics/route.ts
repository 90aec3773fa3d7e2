import { ApiError } from '../../errors/api-error.ts'
import { admissionUntilTaken } from '../../load/admission.ts'
import type { Share } from '../../load/share.ts'
import type { MetricsExposition } from '../../metrics-exposition.ts'
import type { TypedServer } from '../../schema/valibot-type-provider.ts'

/**
 * For the operator's Prometheus server, and not in the API's description: that is written for those who call the API, who
 * are to see nothing at this path, and is the same wherever KeyBox runs.
 */
export function readMetricsRoute(server: TypedServer, metrics: MetricsExposition, pages: Share): void {
  server.route({
    method: 'GET',
    url: '/metrics',
    onRequest: admissionUntilTaken(pages),
    schema: { hide: true },
    config: { servesWhileClosing: true },
    handler: async (request, reply) => {
      // Only a page of another origin in a browser sends one, and by default CORS lets those read every reply.
      if (request.headers.origin !== undefined) throw new ApiError('ROUTE_NOT_FOUND')
      return reply.type(metrics.contentType).send(await metrics.exposition())
    },
  })
}
