import type { FastifyInstance, onRequestHookHandler } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { handedBack } from '../verdict-lane/handed-back.ts'
import type { RequestLimit } from './request-limit.ts'

/** One rate limit over `paths` and everything below them, with one count per client for all of them together. */
export interface RateLimitedArea {
  readonly limit: RequestLimit | 'off'
  /** Runs behind the limit. */
  readonly admission?: onRequestHookHandler
  readonly paths: Readonly<Record<string, (server: FastifyInstance) => void>>
}

/**
 * Registers routes under a path each, with the limit as the first hook of that part of the tree. The router decides what
 * belongs to a path, so whatever spelling of it (`/%76alidate`) reaches a route has been counted, and so have its 404s.
 */
export async function addRateLimitedArea(
  server: FastifyInstance,
  { limit, admission, paths }: RateLimitedArea,
): Promise<void> {
  for (const [prefix, routes] of Object.entries(paths)) {
    await server.register(
      (path, _options, done) => {
        if (limit !== 'off') addLimit(path, limit)
        if (admission !== undefined) path.addHook('onRequest', admission)
        path.setNotFoundHandler(() => {
          throw new ApiError('ROUTE_NOT_FOUND')
        })
        routes(path)
        done()
      },
      { prefix },
    )
  }
}

function addLimit(path: FastifyInstance, limit: RequestLimit): void {
  path.addHook('onRequest', ({ raw }, reply, done) => {
    // What the lane handed back it has counted.
    const { exceeded, headers } = handedBack(raw)?.allowance ?? limit(raw)
    void reply.headers(headers)
    if (exceeded) done(new ApiError('RATE_LIMITED'))
    else done()
  })
}
