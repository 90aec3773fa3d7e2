import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { handedBack } from '../verdict-lane/handed-back.ts'
import type { Share } from './share.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Where it takes up room; null before it does and once its reply is ready. */
    share: Share | null
  }
}

/** Work is over when its reply is ready: how fast a client takes it is another bound's concern. */
export function addAdmission(server: FastifyInstance): void {
  server.decorateRequest('share', null)
  server.addHook('onSend', (request, _reply, _payload, done) => {
    release(request)
    done()
  })
}

/**
 * Lets a request in while its share has room. To be the first hook of a route behind its rate limit, which counts whatever
 * comes: before the store is asked who it is from, and before its body is read.
 */
export function admission(share: Share): onRequestHookHandler {
  return (request: FastifyRequest, reply: FastifyReply, done) => {
    // The lane has had it in before.
    if (handedBack(request.raw)?.failed !== undefined) return done()
    if (!share.enter()) return done(overloaded())
    request.share = share
    whenClosed(reply.raw, () => release(request))
    done()
  }
}

/** The same for long replies, which take up room until their client has them, or is gone. */
export function admissionUntilTaken(share: Share): onRequestHookHandler {
  return (_request: FastifyRequest, reply: FastifyReply, done) => {
    if (!share.enter()) return done(overloaded())
    whenClosed(reply.raw, () => share.leave())
    done()
  }
}

/** Calls back once, at once where the client is gone already. */
export function whenClosed(response: ServerResponse, then: () => void): void {
  if (response.destroyed) then()
  else response.once('close', then)
}

/** What sheds load frees its place within moments. */
export function overloaded(cause?: unknown): ApiError {
  return new ApiError('OVERLOADED', { headers: { 'retry-after': '1' }, cause })
}

function release(request: FastifyRequest): void {
  request.share?.leave()
  request.share = null
}
