import { createHash } from 'node:crypto'
import { Redacted, type RequestDigest } from '@keybox/domain'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { canonicalJson } from './canonical-json.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the body as it was sent; null where the route or the request has no idempotency key. */
    bodyDigest: RequestDigest | null
  }
}

/**
 * Digests the bodies of requests that have an idempotency key, on the routes that take one. Before validation, which puts
 * another body in the place of the one that was sent. Before the routes are added.
 */
export function addBodyDigests(server: FastifyInstance): void {
  server.decorateRequest('bodyDigest', null)
  server.addHook('onRoute', (route) => {
    if (route.config?.idempotent !== true) return
    route.preValidation = [
      ...[route.preValidation ?? []].flat(),
      (request, _reply, done) => {
        if (request.headers['idempotency-key'] !== undefined) request.bodyDigest = digestOf(request.body)
        done()
      },
    ]
  })
}

/** @throws Error on a route that takes no idempotency key, which is a mistake in this program */
export function bodyDigestOf({ bodyDigest }: FastifyRequest): RequestDigest {
  if (bodyDigest === null) throw new Error('The route is not marked as idempotent')
  return bodyDigest
}

function digestOf(body: unknown): RequestDigest {
  return new Redacted('RequestDigest', createHash('sha256').update(canonicalJson(body)).digest('hex'))
}
