import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { HttpOptions } from '../http-options.ts'
import { corsHeaders } from '../plugins/cors.ts'
import type { ReplyHeaders } from '../plugins/header-fields.ts'
import { replyHeaders } from '../plugins/reply-headers.ts'
import { ERROR_CATALOGUE, type ErrorCode } from './error-catalogue.ts'
import { errorReply } from './error-reply.ts'
import { repliesUnderWay } from './replies-under-way.ts'

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
}

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
 * Answers what the HTTP parser refused. There is no request and no reply object then, so head and body are written to
 * the socket by hand, in the shape that every other error has, once the requests before it have their replies.
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
      const reply = rawReply(PARSER_CODES[error.code ?? ''] ?? 'BAD_REQUEST', corsHeaders(origins, undefined))
      socket.end(reply, () => socket.destroy())
    })
  }
}

function rawReply(code: ErrorCode, cors: ReplyHeaders): string {
  const requestId = randomUUID()
  const { status } = ERROR_CATALOGUE[code]
  const body = JSON.stringify(errorReply(code, requestId))
  const headers = {
    ...replyHeaders(requestId),
    ...cors,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${REASONS[status] ?? ''}`, ...lines, '', body].join('\r\n')
}
