import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { HttpOptions } from '../http-options.ts'
import { corsHeaders } from '../plugins/cors.ts'
import type { ReplyHeaders } from '../plugins/header-fields.ts'
import { CONSTANT_HEADERS } from '../plugins/reply-headers.ts'

/** Sends a 200 with a JSON body. */
export type VerdictWriter = (response: ServerResponse, requestId: string, body: string) => void

/**
 * The headers that all replies share are put into the head as one text that was made in advance: given to Node one by
 * one, each is checked and appended for every reply, a seventh of what a bare Fastify route costs in all. The replies are
 * the framework's, save for the order of their headers.
 */
export function verdictWriter(origins: HttpOptions['corsOrigins']): VerdictWriter {
  const shared = textOf({ ...CONSTANT_HEADERS, ...(origins === '*' && corsHeaders(origins, undefined)) })
  return (response, requestId, body) => {
    const byOrigin = origins === '*' ? '' : textOf(corsHeaders(origins, response.req.headers.origin))
    const length = Buffer.byteLength(body)
    response.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': length })
    appendToHead(response, `${shared}${byOrigin}x-request-id: ${requestId}\r\n`)
    // A text of ASCII alone is the same in Latin-1, which takes less to write.
    response.end(body, length === body.length ? 'latin1' : 'utf8')
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'

function textOf(headers: ReplyHeaders): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
}

/**
 * Where Node keeps the head between `writeHead` and the first byte. It is not documented; so whether it is there, and of
 * the form expected here, is looked at when the program starts, and where it is not the framework sends all replies.
 */
const HEAD = '_header'

function appendToHead(response: ServerResponse, lines: string): void {
  const head = String(Reflect.get(response, HEAD))
  Reflect.set(response, HEAD, `${head.slice(0, -2)}${lines}\r\n`)
}

export const NODE_KEEPS_THE_HEAD: boolean = keepsTheHead()

function keepsTheHead(): boolean {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  response.writeHead(200, { 'content-length': '0' })
  const head: unknown = Reflect.get(response, HEAD)
  return typeof head === 'string' && head.includes('\r\ncontent-length: 0\r\n') && head.endsWith('\r\n\r\n')
}
