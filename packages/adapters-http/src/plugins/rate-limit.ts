import rateLimit, { type FastifyRateLimitStore, type FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import type { Clock } from '@keybox/domain'
import type { FastifyInstance, onRequestHookHandler } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import type { RateLimit } from '../http-options.ts'
import { clientNetwork } from './client-network.ts'
import type { CountExchange, WindowCounter } from './count-exchange.ts'
import { FixedWindowStore } from './fixed-window-store.ts'

/** One rate limit over `paths` and everything below them, with one count per client for all of them together. */
export interface RateLimitedArea {
  /** The same on every server that shares counts. */
  readonly name: string
  readonly limit: RateLimit | 'off'
  readonly clock: Clock
  /** undefined: no other server counts */
  readonly countExchange: CountExchange | undefined
  /** Runs behind the limit. */
  readonly admission?: onRequestHookHandler
  readonly paths: Readonly<Record<string, (server: FastifyInstance) => void>>
}

/**
 * Registers routes under a path each, with the limit as the first hook of that part of the tree. The router decides what
 * belongs to a path, so whatever spelling of it (`/%76alidate`) reaches a route has been counted, and so have its 404s.
 */
export async function addRateLimitedArea(server: FastifyInstance, area: RateLimitedArea): Promise<void> {
  await server.register(async (scope) => {
    if (area.limit !== 'off') await scope.register(rateLimit, settings(area.limit, counterOf(area, area.limit)))
    for (const [prefix, routes] of Object.entries(area.paths)) {
      void scope.register(
        (path, _options, done) => {
          if (area.limit !== 'off') path.addHook('onRequest', path.rateLimit())
          if (area.admission !== undefined) path.addHook('onRequest', area.admission)
          path.setNotFoundHandler(() => {
            throw new ApiError('ROUTE_NOT_FOUND')
          })
          routes(path)
          done()
        },
        { prefix },
      )
    }
  })
}

function counterOf({ name, clock, countExchange }: RateLimitedArea, { windowMs }: RateLimit): WindowCounter {
  const windows = new FixedWindowStore(clock)
  return countExchange === undefined ? windows : countExchange.share(name, windows, windowMs)
}

function settings({ max, windowMs }: RateLimit, counter: WindowCounter): Parameters<typeof rateLimit>[1] {
  return {
    global: false,
    max,
    timeWindow: windowMs,
    // RateLimit-Limit, -Remaining and -Reset of draft-ietf-httpapi-ratelimit-headers-03, the last in seconds to go.
    enableDraftSpec: true,
    store: storeOf(counter),
    keyGenerator: (request) => clientNetwork(request.ip),
    errorResponseBuilder: () => new ApiError('RATE_LIMITED'),
  }
}

/** The plugin wants a class to make its store from. */
function storeOf(counter: WindowCounter): FastifyRateLimitStoreCtor {
  return class implements FastifyRateLimitStore {
    incr(client: string, callback: (error: null, count: { current: number; ttl: number }) => void, windowMs = 0): void {
      callback(null, counter.count(client, windowMs))
    }

    child(): FastifyRateLimitStore {
      return this
    }
  }
}
