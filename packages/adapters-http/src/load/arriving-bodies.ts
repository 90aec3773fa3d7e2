import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { overloaded } from './admission.ts'

/**
 * Bounds how many bodies may be on their way: the one that has taken longest makes room for the next. A client that means
 * it sends its body at once, so that whoever sends a byte now and then cannot keep it out.
 */
export function boundArrivingBodies(server: FastifyInstance, most: number): void {
  /** The longest on its way first. */
  const arriving = new Set<IncomingMessage>()
  server.addHook('preParsing', ({ raw }, _reply, _payload, done) => {
    if (raw.complete || !announcesBody(raw)) return done()
    arriving.add(raw)
    raw.once('close', () => arriving.delete(raw))
    if (arriving.size > most) giveUpOldest(arriving)
    done()
  })
}

function giveUpOldest(arriving: Set<IncomingMessage>): void {
  const [oldest] = arriving
  if (oldest === undefined) return
  arriving.delete(oldest)
  // Whoever gathers the body lets go of it and answers. A body of which nothing is kept has nobody who listens.
  if (oldest.listenerCount('error') > 0) oldest.emit('error', overloaded())
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
