import { request, type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'

export interface Address {
  readonly host: string
  readonly port: number
}

export interface Call {
  readonly method: string
  readonly path: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Uint8Array
  /** The loopback address to call from, such as `127.0.0.7`: each is a client of its own to a rate limit. */
  readonly from?: string
  /** Keeps connections; else each call has one of its own. */
  readonly agent?: Agent
}

export type JsonObject = Readonly<Record<string, unknown>>

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The parsed reply; an empty object where the reply is no JSON object. */
  readonly body: JsonObject
}

/**
 * One request over a connection of its own. By node:http and not by fetch, which refuses a body on GET and headers that
 * a hostile client would send.
 */
export function send({ host, port }: Address, { method, path, headers, body, from, agent }: Call): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const payload = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const outgoing = request(
      {
        host,
        port,
        method,
        path,
        agent: agent ?? false,
        headers: { ...payload, ...headers },
        ...(from === undefined ? {} : { localAddress: from }),
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, body: parsed(text) })
        })
      },
    )
    // A server that refuses a body early may hang up while it is still being sent; a reply that came first still counts.
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : {}
  } catch {
    return {}
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
