import { promisify } from 'node:util'
import { gate } from '@keybox/contracts'
import type { FastifyInstance } from 'fastify'
import { startApi, type ApiSetup } from './api.ts'
import { aDeveloper, aSale } from './developer.ts'
import { listen, parseRaw, sendRaw, type RawReply } from './raw-http.ts'

export const ORIGIN = 'https://shop.example'
export const MACHINE = 'office-pc'
const JSON_TYPE = 'application/json'

export interface Sent {
  readonly body: string | Buffer
  readonly type?: string
  readonly url?: string
}

export interface Reply {
  readonly status: number
  readonly headers: object
  readonly body: string
}

export interface Lane {
  readonly server: FastifyInstance
  readonly port: number
  /** An activated one. */
  readonly key: string
  /** How many requests the framework has seen. */
  readonly framework: () => number
  /** Resolves with the first of them. */
  readonly reached: Promise<void>
}

export async function startLane(setup: ApiSetup = {}): Promise<Lane> {
  const { server } = await startApi(setup)
  let seen = 0
  let reached = gate()
  server.addHook('onRequest', (_request, _reply, done) => {
    seen += 1
    reached.open()
    done()
  })
  const { key } = await aSale(server, await aDeveloper(server))
  await server.inject({ method: 'POST', url: '/validate/activate', payload: { key, machineId: MACHINE } })
  seen = 0
  reached = gate()
  return { server, key, port: await listen(server), framework: () => seen, reached: reached.opened }
}

export function head({ body, type = JSON_TYPE, url = '/validate' }: Sent, more = ''): string {
  const lines = [`POST ${url} HTTP/1.1`, 'Host: a', `Origin: ${ORIGIN}`, `Content-Type: ${type}`]
  return `${lines.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n`
}

export async function overTheWire(port: number, sent: Sent): Promise<RawReply> {
  const bytes = Buffer.concat([Buffer.from(head(sent, 'Connection: close\r\n')), Buffer.from(sent.body)])
  return parseRaw(await sendRaw(port, bytes))
}

/** What Fastify's `inject` sends goes past the lane. */
export async function theLongWay(
  server: FastifyInstance,
  { body, type = JSON_TYPE, url = '/validate' }: Sent,
): Promise<Reply> {
  const headers = { host: 'a', origin: ORIGIN, 'content-type': type }
  const {
    statusCode: status,
    headers: received,
    body: text,
  } = await server.inject({ method: 'POST', url, headers, payload: body })
  return { status, headers: received, body: text }
}

export function openConnections({ server }: FastifyInstance): Promise<number> {
  return promisify(server.getConnections.bind(server))()
}

/** Differ from one reply to the next, or from one way of sending to the other. */
const VOLATILE = new Set(['date', 'connection', 'keep-alive', 'x-request-id', 'content-length'])

export function lasting({ status, headers, body }: Reply): object {
  const kept = Object.entries(headers).filter(([name]) => !VOLATILE.has(name))
  const fields = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]))
  return { status, fields, body: body.replace(/"requestId":"[^"]+"/, '') }
}

export function json(value: unknown): Sent {
  return { body: JSON.stringify(value) }
}
