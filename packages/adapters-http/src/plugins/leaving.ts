import type { FastifyInstance } from 'fastify'
import { repliesUnderWay } from '../errors/replies-under-way.ts'
import type { Lifecycle } from '../lifecycle.ts'

/**
 * While the server leaves, every reply says `Connection: close`, so that its client opens the next connection elsewhere, and
 * no connection need be ended under a request that is just being sent on it (RFC 9112 §9.6). Where a client has sent further
 * requests already, only the last reply says so: Node ends the connection behind the one that does.
 */
export function addLeaving(server: FastifyInstance, lifecycle: Lifecycle): void {
  const replies = repliesUnderWay(server.server)
  server.addHook('preClose', (done) => {
    lifecycle.close()
    done()
  })
  // At once, so that an error reply waits until the body of its request is through.
  server.addHook('onRequest', (_request, { raw }, done) => {
    if (lifecycle.leaving) raw.setHeader('connection', 'close')
    done()
  })
  server.addHook('onSend', ({ raw: { socket, complete } }, { raw }, _payload, done) => {
    if (!lifecycle.leaving) return done()
    const last = replies.on(socket).at(-1)
    if (last !== undefined && last !== raw) raw.removeHeader('connection')
    else if (complete) raw.setHeader('connection', 'close')
    done()
  })
}
