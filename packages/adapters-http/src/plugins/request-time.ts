import type { FastifyInstance } from 'fastify'

/** The time that one request has: whatever is begun in `run`, and all that follows from it, is known to be on its account. */
export interface RequestTime {
  run(work: () => void): void
  /** Until the next `run` no time passes. */
  pause(): void
}

declare module 'fastify' {
  interface FastifyRequest {
    /** null before it is begun */
    time: RequestTime | null
  }
}

/**
 * Lets each request's time run, save while its body is on its way: how long that takes is the client's affair, and
 * bounded elsewhere. Runs anew after it for another reason too: the body arrives in a context of its own.
 */
export function addRequestTime(server: FastifyInstance, start: () => RequestTime): void {
  server.decorateRequest('time', null)
  server.addHook('onRequest', (request, _reply, done) => {
    request.time = start()
    request.time.run(done)
  })
  server.addHook('preParsing', (request, _reply, _payload, done) => {
    request.time?.pause()
    done()
  })
  server.addHook('preValidation', (request, _reply, done) => {
    if (request.time === null) done()
    else request.time.run(done)
  })
}
