import type { FastifyInstance } from 'fastify'
import type { HttpOptions } from '../http-options.ts'
import type { HttpUseCases } from '../http-use-cases.ts'
import type { Lifecycle } from '../lifecycle.ts'
import type { Share } from '../load/share.ts'
import { durationRecorder } from '../plugins/request-metrics.ts'
import { verdictLane } from './verdict-lane.ts'
import { NODE_KEEPS_THE_HEAD } from './verdict-writer.ts'

type Options = Pick<HttpOptions, 'corsOrigins' | 'metrics' | 'validateRate'> & {
  readonly lifecycle: Lifecycle
  readonly validations: Share
}

/**
 * Puts the lane before the framework, unless each verdict is counted by the rate limit or is a line of the log. Before
 * anybody else listens for requests. What Fastify's `inject` sends goes past it.
 */
export function addVerdictLane(
  server: FastifyInstance,
  { validateLicense }: Pick<HttpUseCases, 'validateLicense'>,
  { corsOrigins, metrics, validateRate, lifecycle, validations }: Options,
): void {
  const logsVerdicts = ['debug', 'trace'].includes(server.log.level)
  if (validateRate !== 'off' || logsVerdicts || !NODE_KEEPS_THE_HEAD) return
  const record = metrics === 'off' ? undefined : durationRecorder(metrics, { method: 'POST', route: '/validate' })
  const lane = verdictLane({
    validateLicense,
    corsOrigins,
    lifecycle,
    validations,
    observe: record && ((elapsedTime) => record({ statusCode: 200, elapsedTime })),
  })
  server.server.removeAllListeners('request')
  server.server.on(
    'request',
    lane((request, response) => server.routing(request, response)),
  )
}
