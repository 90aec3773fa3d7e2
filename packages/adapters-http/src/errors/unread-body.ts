import { finished } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Sends a reply to a request whose body may still be on its way. Closing a connection while the client sends resets it,
 * and a client that looks at the reply only after it has sent everything never gets to see it (RFC 9112 §9.6). So the rest
 * is read and thrown away, for as long as a request may take at most. The connection stays open; where it cannot, because
 * the client or a server that shuts down wants it closed, the reply waits until the body is through.
 */
export function sendDespiteBody(request: FastifyRequest, reply: FastifyReply, send: () => void): void {
  const { raw } = request
  const isLast = closesAfterReply(request) || isClosing(reply)
  // Every error of a body parser comes with `Connection: close`.
  if (!isLast) void reply.removeHeader('connection')
  raw.resume()
  if (raw.complete || !isLast) send()
  else finished(raw, { writable: false }, send)
}

/** Fastify sets the header on the raw reply of each request that comes while the server closes. */
function isClosing({ raw }: FastifyReply): boolean {
  return raw.hasHeader('connection')
}

function closesAfterReply({ raw: { httpVersion, headers } }: FastifyRequest): boolean {
  const { connection = '' } = headers
  return (
    httpVersion === '1.0' ||
    connection
      .toLowerCase()
      .split(/\s*,\s*/)
      .includes('close')
  )
}
