import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { HttpOptions } from '../http-options.ts'
import type { ReplyHeaders } from './header-fields.ts'

const EXPOSED_HEADERS =
  'RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id, Idempotent-Replayed'

const PREFLIGHT_HEADERS: ReplyHeaders = {
  'access-control-allow-methods': 'GET, POST, PUT, DELETE, PATCH',
  'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key',
  // Two hours, the longest that every browser accepts.
  'access-control-max-age': '7200',
}

const ANY_ORIGIN: ReplyHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': EXPOSED_HEADERS,
}

/** The reply depends on who asks: a cache must know, also where nobody is named. */
const BY_ORIGIN: ReplyHeaders = { vary: 'Origin' }

type Origins = HttpOptions['corsOrigins']

/**
 * Answers preflights (https://fetch.spec.whatwg.org/#cors-preflight-request); requests are never with credentials.
 *
 * A hook on every request rather than `@fastify/cors`: that one answers OPTIONS by a route of its own at the root, so
 * that an OPTIONS which is no preflight would pass by the rate limit of the path it names, and gets another error shape.
 */
export function answerPreflights(server: FastifyInstance, origins: Origins): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (!isPreflight(request)) return done()
    const headers = corsHeaders(origins, request.headers.origin)
    if ('access-control-allow-origin' in headers) reply.headers(PREFLIGHT_HEADERS)
    void reply.code(204).send()
  })
}

/** What every reply carries, errors too. An origin that is not allowed gets no permission, and no refusal either. */
export function corsHeaders(origins: Origins, origin: string | undefined): ReplyHeaders {
  if (origins === '*') return ANY_ORIGIN
  return origin !== undefined && origins.includes(origin)
    ? { ...BY_ORIGIN, 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED_HEADERS }
    : BY_ORIGIN
}

/** https://fetch.spec.whatwg.org/#cors-preflight-request */
function isPreflight({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}
