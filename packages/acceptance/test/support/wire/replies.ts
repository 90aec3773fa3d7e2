import { isJsonObject, type JsonObject } from '../http-client.ts'

/** A reply as it came over the wire. Texts are Latin-1: a character is a byte. */
export interface WireReply {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

export interface WireReplies {
  readonly replies: readonly WireReply[]
  /** Why what came is not a series of HTTP/1.1 replies (RFC 9112 §4, §6 and §7.1); undefined: it is. */
  readonly fault: string | undefined
}

const STATUS_LINE = /^HTTP\/1\.1 ([1-5]\d\d) [\t -~]*$/
const HEADER = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t -~]*?)[ \t]*$/

/** What came over one connection until it ended. Interim replies (RFC 9110 §15.2) are left out. */
export function readReplies(bytes: string): WireReplies {
  const replies: WireReply[] = []
  let rest = bytes
  while (rest !== '') {
    const read = readReply(rest)
    if (typeof read === 'string') return { replies, fault: `${read} at: ${rest.slice(0, 200)}` }
    if (read.reply.status >= 200) replies.push(read.reply)
    rest = rest.slice(read.length)
  }
  return { replies, fault: undefined }
}

interface Read {
  readonly reply: WireReply
  readonly length: number
}

function readReply(bytes: string): Read | string {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return 'A head that does not end'
  const [statusLine = '', ...lines] = bytes.slice(0, end).split('\r\n')
  const status = Number(STATUS_LINE.exec(statusLine)?.[1])
  if (Number.isNaN(status)) return 'A status line that is none'
  const headers = new Map<string, string>()
  for (const line of lines) {
    const [, name, value = ''] = HEADER.exec(line) ?? []
    if (name === undefined) return `A header that is none, ${line}`
    const known = headers.get(name.toLowerCase())
    if (known !== undefined && name.toLowerCase() !== 'vary') return `A header that is there twice, ${name}`
    headers.set(name.toLowerCase(), value)
  }
  const start = end + 4
  const framed = frame(status, headers, bytes.slice(start))
  if (typeof framed === 'string') return framed
  return { reply: { status, headers, body: framed.body }, length: start + framed.length }
}

function frame(
  status: number,
  headers: ReadonlyMap<string, string>,
  rest: string,
): { readonly body: string; readonly length: number } | string {
  if (status < 200 || status === 204 || status === 304) return { body: '', length: 0 }
  const length = headers.get('content-length')
  const encoding = headers.get('transfer-encoding')
  if (length !== undefined && encoding !== undefined) return 'Both a length and chunks'
  if (encoding === 'chunked') return unchunked(rest)
  // What HTTP/1.0 asked for in a stream ends with the connection.
  if (length === undefined) return { body: rest, length: rest.length }
  if (!/^\d+$/.test(length)) return 'A length that is none'
  // Of a reply to HEAD the body is left out; what is next is the next reply, or the end.
  if (rest === '' || rest.startsWith('HTTP/1.1 ')) return { body: '', length: 0 }
  return rest.length < Number(length)
    ? 'A body that is cut'
    : { body: rest.slice(0, Number(length)), length: Number(length) }
}

function unchunked(bytes: string): { readonly body: string; readonly length: number } | string {
  let body = ''
  let at = 0
  for (;;) {
    const size = /^([0-9a-f]+)\r\n/i.exec(bytes.slice(at, at + 12))
    if (size === null) return 'A chunk that is none'
    at += size[0].length
    const length = Number.parseInt(size[1] ?? '', 16)
    if (bytes.slice(at + length, at + length + 2) !== '\r\n') return 'A chunk that does not end'
    body += bytes.slice(at, at + length)
    at += length + 2
    if (length === 0) return { body, length: at }
  }
}

/** Those that the contract has in use. */
const STATUSES: ReadonlySet<number> = new Set([200, 201, 400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 431])

/** Those of preflights and of the files of the docs page, which are what their standards say. */
const OF_PAGES: ReadonlySet<number> = new Set([204, 206, 302, 304])

/** What of a reply breaks the contract's ground rules; undefined: nothing does. */
export function faultOf({ status, headers, body }: WireReply): string | undefined {
  const isJson = headers.get('content-type')?.startsWith('application/json') === true
  if (!STATUSES.has(status) && (isJson || !OF_PAGES.has(status))) return `Status ${status}: ${body}`
  const id = headers.get('x-request-id')
  if (id === undefined) return `${status} without an X-Request-Id`
  if (headers.get('cache-control') !== 'no-store') return `${status} without Cache-Control: no-store`
  // A page, a preflight, or a reply to HEAD.
  if (body === '' || (status < 400 && !isJson)) return undefined
  const reply = isJson ? parsed(body) : undefined
  if (reply === undefined) return `${status} that is no JSON object: ${body}`
  if (reply['openapi'] !== undefined) return undefined
  if (reply['success'] !== status < 400) return `${status} with success ${String(reply['success'])}`
  return status < 400 ? undefined : faultOfError(reply, id)
}

function faultOfError({ message, code, requestId }: JsonObject, id: string): string | undefined {
  if (typeof message !== 'string' || message === '') return 'An error without a message'
  if (typeof code !== 'string' || !/^[A-Z]+(_[A-Z]+)*$/.test(code)) return 'An error without a code'
  return requestId === id ? undefined : 'An error with another requestId than its header'
}

function parsed(body: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body, 'latin1').toString('utf8'))
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
