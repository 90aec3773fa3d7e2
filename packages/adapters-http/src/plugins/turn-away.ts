import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import type { Lifecycle } from '../lifecycle.ts'
import { handedBack } from '../verdict-lane/handed-back.ts'
import { namesItsHost } from './host-header.ts'
import { hasMalformedUrl } from './malformed-url.ts'

/** How soon another server, or this one started anew, is likely to answer. */
const RETRY_AFTER_SECONDS = '5'

/**
 * Refuses what no route is to see. It runs after the hooks on `onRequest`, so that whatever is refused was counted by the
 * rate limit first, and before the body is parsed, so that a wrong path is a 404 whatever its body is.
 */
export function addTurnAway(server: FastifyInstance, lifecycle: Lifecycle): void {
  server.addHook('preParsing', (request, _reply, _payload, done) => {
    if (hasMalformedUrl(request) || !namesItsHost(request.raw)) return done(new ApiError('BAD_REQUEST'))
    if (request.is404) return done(new ApiError('ROUTE_NOT_FOUND'))
    if (lifecycle.closing && !isUnderWay(request)) return done(shuttingDown())
    done()
  })
  // Never reached, because of the hook; without it Fastify would log the URL.
  server.setNotFoundHandler(() => {
    throw new ApiError('ROUTE_NOT_FOUND')
  })
}

/** The verdict lane hands back what it began before. */
function isUnderWay({ routeOptions, raw }: FastifyRequest): boolean {
  return routeOptions.config.servesWhileClosing === true || handedBack(raw)?.failed !== undefined
}

function shuttingDown(): ApiError {
  return new ApiError('SHUTTING_DOWN', { headers: { 'retry-after': RETRY_AFTER_SECONDS } })
}
