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
  const headers = headersIn(lines)
  if (typeof headers === 'string') return headers
  const start = end + 4
  const framed = frame(status, headers, bytes.slice(start))
  if (typeof framed === 'string') return framed
  return { reply: { status, headers, body: framed.body }, length: start + framed.length }
}

function headersIn(lines: readonly string[]): Map<string, string> | string {
  const headers = new Map<string, string>()
  for (const line of lines) {
    const [, field = '', value = ''] = HEADER.exec(line) ?? []
    const name = field.toLowerCase()
    if (name === '') return `A header that is none, ${line}`
    if (headers.has(name) && name !== 'vary') return `A header that is there twice, ${name}`
    headers.set(name, value)
  }
  return headers
}

interface Framed {
  readonly body: string
  readonly length: number
}

/** What of `rest` is the body (RFC 9112 §6.3). */
function frame(status: number, headers: ReadonlyMap<string, string>, rest: string): Framed | string {
  if (status < 200 || status === 204 || status === 304) return { body: '', length: 0 }
  const length = headers.get('content-length')
  const encoding = headers.get('transfer-encoding')
  if (length !== undefined && encoding !== undefined) return 'Both a length and chunks'
  if (encoding === 'chunked') return unchunked(rest)
  // What HTTP/1.0 asked for in a stream ends with the connection.
  return length === undefined ? { body: rest, length: rest.length } : ofLength(length, rest)
}

function ofLength(length: string, rest: string): Framed | string {
  if (!/^\d+$/.test(length)) return 'A length that is none'
  // Of a reply to HEAD the body is left out; what is next is the next reply, or the end.
  if (rest === '' || rest.startsWith('HTTP/1.1 ')) return { body: '', length: 0 }
  const body = rest.slice(0, Number(length))
  return body.length < Number(length) ? 'A body that is cut' : { body, length: body.length }
}

function unchunked(bytes: string): Framed | string {
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
