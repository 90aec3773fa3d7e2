import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { HttpOptions } from '../http-options.ts'
import type { ErrorCode } from './error-catalogue.ts'
import { rawReply } from './raw-reply.ts'
import { repliesUnderWay } from './replies-under-way.ts'

/** Errors of Node's HTTP parser (https://nodejs.org/api/errors.html, `HPE_*` of llhttp); the rest is BAD_REQUEST. */
const PARSER_CODES: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
}

/** Called by Fastify as a method of the server. */
export type ClientErrorHandler = (
  this: FastifyInstance,
  error: Error & { readonly code?: string },
  socket: Socket,
) => void

/**
 * Answers what the HTTP parser refused. There is no request and no reply object then, so the reply is written to the
 * socket by hand, once the requests before it have theirs.
 */
export function clientErrorHandler(origins: HttpOptions['corsOrigins']): ClientErrorHandler {
  const refused = new WeakSet<Socket>()
  return function (error, socket) {
    if (error.code === 'ECONNRESET') {
      socket.destroy()
      return
    }
    // The parser refuses all that follows too.
    if (refused.has(socket)) return
    refused.add(socket)
    repliesUnderWay(this.server).afterThem(socket, (answered) => {
      // The reply before it was the connection's last.
      if (!socket.writable) return
      if (answered) {
        socket.destroySoon()
        return
      }
      const reply = rawReply(PARSER_CODES[error.code ?? ''] ?? 'BAD_REQUEST', origins)
      socket.end(reply, () => socket.destroy())
    })
  }
}
