import type { ServerResponse } from 'node:http'
import type { HttpOptions } from '../http-options.ts'
import { corsHeaders } from '../plugins/cors.ts'
import type { ReplyHeaders } from '../plugins/header-fields.ts'
import { CONSTANT_HEADERS } from '../plugins/reply-headers.ts'

/** Sends a 200 with a JSON body, and with these headers beside those that all replies share. */
export type VerdictWriter = (response: ServerResponse, headers: ReplyHeaders, body: string) => void

/** How long Node's head is used for other replies; for so long its date may be that of the second before. */
const HEAD_MS = 250

/** Node's head of a reply, around the length of its body. */
interface Head {
  readonly start: string
  readonly end: string
}

/**
 * Writes head and body as one text. Given to Node one by one, each header is checked and appended for every reply, a
 * seventh of what a bare Fastify route costs in all; so those that all replies share are one text made in advance, and
 * Node's own (date, connection) are asked for now and then. The replies are the framework's, save for the order of their
 * headers.
 */
export function verdictWriter(origins: HttpOptions['corsOrigins']): VerdictWriter {
  const shared = textOf({ ...CONSTANT_HEADERS, ...(origins === '*' && corsHeaders(origins, undefined)) })
  let usual: Head | undefined

  function headOf(response: ServerResponse): Head {
    if (!isUsual(response)) return headByNode(response)
    if (usual === undefined) {
      usual = headByNode(response)
      setTimeout(() => (usual = undefined), HEAD_MS).unref()
    }
    return usual
  }

  return (response, headers, body) => {
    const { start, end } = headOf(response)
    const byOrigin = origins === '*' ? '' : textOf(corsHeaders(origins, response.req.headers.origin))
    const length = Buffer.byteLength(body)
    const head = `${start}${length}${end}${shared}${byOrigin}${textOf(headers)}\r\n`
    // A text of ASCII alone is the same in Latin-1, in which Node sends heads; two texts would be two pieces to write.
    if (length === body.length) {
      setHead(response, head + body)
      response.end()
    } else {
      setHead(response, head)
      response.end(body, 'utf8')
    }
  }
}

/**
 * Whether the connection goes on after the reply, and nobody has set a header: then the head is that of all others. The
 * parser knows it, which goes by `Proxy-Connection` as well.
 */
function isUsual(response: ServerResponse): boolean {
  return response.req.httpVersion === '1.1' && response.shouldKeepAlive && !response.hasHeader('connection')
}

const TYPE_AND_LENGTH = { 'content-type': 'application/json; charset=utf-8', 'content-length': '0' } as const
const LENGTH = '\r\ncontent-length: '

/** Has Node make the head of this reply, as it goes by the request and the server. */
function headByNode(response: ServerResponse): Head {
  response.writeHead(200, TYPE_AND_LENGTH)
  const text = headText(response)
  const split = text.indexOf(LENGTH) + LENGTH.length
  return { start: text.slice(0, split), end: text.slice(split + '0'.length, -'\r\n'.length) }
}

function textOf(headers: ReplyHeaders): string {
  let text = ''
  for (const name in headers) text += `${name}: ${headers[name] ?? ''}\r\n`
  return text
}

/**
 * Where Node keeps the head until it is sent. It is not documented, so the lane is tried out when the program starts
 * (`lane-trial.ts`), and left out where it is otherwise.
 */
const HEAD = '_header'

function headText(response: ServerResponse): string {
  return String(Reflect.get(response, HEAD))
}

function setHead(response: ServerResponse, text: string): void {
  Reflect.set(response, HEAD, text)
}
