import type { FastifyInstance } from 'fastify'
import { repliesUnderWay } from '../errors/replies-under-way.ts'
import type { KeyGuesses } from '../guessing/key-guesses.ts'
import type { HttpOptions } from '../http-options.ts'
import type { HttpUseCases } from '../http-use-cases.ts'
import type { Lifecycle } from '../lifecycle.ts'
import type { Share } from '../load/share.ts'
import { durationRecorder } from '../plugins/request-metrics.ts'
import type { RequestLimit } from '../plugins/request-limit.ts'
import { laneWorks } from './lane-trial.ts'
import { verdictLane } from './verdict-lane.ts'

type Options = Pick<HttpOptions, 'corsOrigins' | 'metrics'> & {
  readonly lifecycle: Lifecycle
  readonly validations: Share
  readonly limit: RequestLimit | 'off'
  readonly keyGuesses: KeyGuesses | 'off'
}

/**
 * Puts the lane before the framework, unless each verdict is a line of the log. Before anybody else listens for requests.
 * What Fastify's `inject` sends goes past it.
 */
export async function addVerdictLane(
  server: FastifyInstance,
  { validateLicense }: Pick<HttpUseCases, 'validateLicense'>,
  { corsOrigins, metrics, lifecycle, validations, limit, keyGuesses }: Options,
): Promise<void> {
  const logsVerdicts = ['debug', 'trace'].includes(server.log.level)
  if (logsVerdicts || !(await laneWorks())) {
    repliesUnderWay(server.server)
    return
  }
  const replies = repliesUnderWay(server.server, 'by-caller')
  const record = metrics === 'off' ? undefined : durationRecorder(metrics, { method: 'POST', route: '/validate' })
  const takes = verdictLane({
    validateLicense,
    corsOrigins,
    lifecycle,
    validations,
    limit,
    keyGuesses,
    repliesUnderWay: replies,
    handBack: (request, response) => server.routing(request, response),
    observe: record && ((elapsedTime) => record({ statusCode: 200, elapsedTime })),
  })
  server.server.removeAllListeners('request')
  server.server.on('request', (request, response) => {
    if (takes(request, response)) return
    replies.watch(response)
    server.routing(request, response)
  })
}
