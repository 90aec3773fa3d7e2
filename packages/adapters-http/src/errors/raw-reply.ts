import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { HttpOptions } from '../http-options.ts'
import { corsHeaders } from '../plugins/cors.ts'
import { replyHeaders } from '../plugins/reply-headers.ts'
import { ERROR_CATALOGUE, type ErrorCode } from './error-catalogue.ts'
import { errorReply } from './error-reply.ts'

/** Head and body of a connection's last reply, for where there is no reply object: in the shape that every other error has. */
export function rawReply(code: ErrorCode, origins: HttpOptions['corsOrigins']): string {
  const requestId = randomUUID()
  const { status } = ERROR_CATALOGUE[code]
  const body = JSON.stringify(errorReply(code, requestId))
  const headers = {
    ...replyHeaders(requestId),
    ...corsHeaders(origins, undefined),
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n')
}
