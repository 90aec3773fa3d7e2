import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createPrometheusMetrics } from '@keybox/adapters-metrics'
import { gate, parsePrometheusText } from '@keybox/contracts'
import { instant, StoreFailure, type Instant, type ValidateLicense } from '@keybox/domain'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { startApi, type ApiSetup } from './support/api.ts'
import { aDeveloper, aSale } from './support/developer.ts'
import { listen, parseRaw, sendRaw, type RawReply } from './support/raw-http.ts'

const ORIGIN = 'https://shop.example'
const MACHINE = 'office-pc'
/** How long a store may take that then fails. */
const WAIT_MS = 30
const JSON_TYPE = 'application/json'

interface Sent {
  readonly body: string | Buffer
  readonly type?: string
  readonly url?: string
}

interface Lane {
  readonly server: FastifyInstance
  readonly port: number
  /** An activated one. */
  readonly key: string
  /** How many requests the framework has seen. */
  readonly framework: () => number
  /** Resolves with the first of them. */
  readonly reached: Promise<void>
}

async function startLane(setup: ApiSetup = {}): Promise<Lane> {
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

function head({ body, type = JSON_TYPE, url = '/validate' }: Sent, more = ''): string {
  const lines = [`POST ${url} HTTP/1.1`, 'Host: a', `Origin: ${ORIGIN}`, `Content-Type: ${type}`]
  return `${lines.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n`
}

async function overTheWire(port: number, sent: Sent): Promise<RawReply> {
  const bytes = Buffer.concat([Buffer.from(head(sent, 'Connection: close\r\n')), Buffer.from(sent.body)])
  return parseRaw(await sendRaw(port, bytes))
}

/** What Fastify's `inject` sends goes past the lane. */
async function theLongWay(server: FastifyInstance, { body, type = JSON_TYPE, url = '/validate' }: Sent) {
  const headers = { host: 'a', origin: ORIGIN, 'content-type': type }
  const {
    statusCode: status,
    headers: received,
    body: text,
  } = await server.inject({ method: 'POST', url, headers, payload: body })
  return { status, headers: received, body: text }
}

/** Differ from one reply to the next, or from one way of sending to the other. */
const VOLATILE = new Set(['date', 'connection', 'keep-alive', 'x-request-id', 'content-length'])

function lasting({ status, headers, body }: { status: number; headers: object; body: string }): object {
  const kept = Object.entries(headers).filter(([name]) => !VOLATILE.has(name))
  const fields = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]))
  return { status, fields, body: body.replace(/"requestId":"[^"]+"/, '') }
}

const revokedOnce: ValidateLicense = async () => ({ verdict: { status: 'revoked' }, asOf: instant(0) })

const revokedAtNoTime: ValidateLicense = async () => ({ verdict: { status: 'revoked' }, asOf: Number.NaN as Instant })

const json = (value: unknown): Sent => ({ body: JSON.stringify(value) })

const bodies: readonly (readonly [name: string, sent: (key: string) => Sent, taken: boolean])[] = [
  ['an active licence', (key) => json({ key, machineId: MACHINE }), true],
  ['a key in other letter case', (key) => json({ key: ` ${key.toLowerCase()} `, machineId: MACHINE }), true],
  ['another machine', (key) => json({ key, instanceId: 'laptop' }), true],
  ['an unknown key', () => json({ key: 'no key at all' }), true],
  ['a charset', (key) => ({ ...json({ key, machineId: MACHINE }), type: 'application/json; charset=utf-8' }), true],
  ['no key', () => json({ machineId: MACHINE }), false],
  ['a key that is an object', () => json({ key: { $gt: '' } }), false],
  ['an array', () => json([]), false],
  ['null', () => json(null), false],
  ['a number', () => json(7), false],
  ['no JSON', () => ({ body: '{"key":' }), false],
  ['a prototype', (key) => ({ body: `{"key":"${key}","__proto__":{"a":1}}` }), false],
  ['a prototype behind an escape', (key) => ({ body: `{"key":"${key}","\\u005f_proto__":{"a":1}}` }), false],
  ['a constructor', (key) => ({ body: `{"key":"${key}","constructor":{"prototype":{}}}` }), false],
  ['an escape', (key) => ({ body: `{"key":"${key}","machineId":"office\\u002dpc"}` }), false],
  ['a machine that is not ASCII', (key) => json({ key, machineId: 'Büro' }), false],
  ['bytes that are no UTF-8', () => ({ body: Buffer.from('7b226b6579223a22ff227d', 'hex') }), false],
  ['a long body', (key) => json({ key, machineId: MACHINE, more: 'x'.repeat(5000) }), false],
  ['a body beyond the limit', () => json({ key: 'x'.repeat(70_000) }), false],
  ['an empty body', () => ({ body: '' }), false],
  ['another type', (key) => ({ ...json({ key }), type: 'text/plain' }), false],
  ['a query', (key) => ({ ...json({ key, machineId: MACHINE }), url: '/validate?a=b' }), false],
  ['another spelling of the path', (key) => ({ ...json({ key }), url: '/%76alidate' }), false],
]

describe('a validation on a server without limit', () => {
  test.each(bodies)('is answered as by the framework: %s', async (_name, sent, taken) => {
    const lane = await startLane()
    const reply = await overTheWire(lane.port, sent(lane.key))
    expect(lane.framework()).toBe(taken ? 0 : 1)
    expect(lasting(reply)).toEqual(lasting(await theLongWay(lane.server, sent(lane.key))))
    expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(Number(reply.headers['content-length'] ?? Number.NaN)).toBe(Buffer.byteLength(reply.body))
  })

  test.each([
    ['every origin', '*'],
    ['an origin that is allowed', [ORIGIN]],
    ['an origin that is not', ['https://other.example']],
  ] as const)('has the headers of every other reply: %s', async (_name, corsOrigins) => {
    const lane = await startLane({ options: { corsOrigins } })
    const sent = json({ key: lane.key, machineId: MACHINE })
    expect(lasting(await overTheWire(lane.port, sent))).toEqual(lasting(await theLongWay(lane.server, sent)))
    expect(lane.framework()).toBe(1)
  })

  test('is answered in order with what else comes over the connection, whatever is in between', async () => {
    const { port, key, framework } = await startLane()
    const [good, odd] = [json({ key, machineId: MACHINE }), json({ key: 7 })]
    const parts = [good, odd, good, good].map((sent) => head(sent) + String(sent.body)).join('')
    const last = head(good, 'Connection: close\r\n') + String(good.body)
    const text = await sendRaw(port, parts + last)
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual([200, 400, 200, 200, 200].map((status) => `HTTP/1.1 ${status}`))
    expect(framework()).toBe(1)
  })

  test('may come in pieces', async () => {
    const { port, key, reached } = await startLane()
    const sent = json({ key, machineId: MACHINE })
    const socket = connect(port, '127.0.0.1')
    let received = ''
    socket.setEncoding('utf8').on('data', (text: string) => (received += text))
    socket.write(head(sent, 'Connection: close\r\n') + String(sent.body).slice(0, 5))
    await reached
    socket.write(String(sent.body).slice(5))
    await once(socket, 'close')
    expect(JSON.parse(parseRaw(received).body)).toMatchObject({ valid: true })
  })

  test('says that it is stale where it is', async () => {
    const { port, framework } = await startLane({ useCases: { validateLicense: revokedOnce } })
    const { body } = await overTheWire(port, json({ key: 'k' }))
    expect(JSON.parse(body)).toMatchObject({ valid: false, stale: true, asOf: '1970-01-01T00:00:00.000Z' })
    expect(framework()).toBe(0)
  })

  test.each([
    ['of the store', new StoreFailure('STORE_UNAVAILABLE', 'gone')],
    ['of ours', new Error('a bug')],
  ])('that fails is answered as by the framework, and asked once: a failure %s', async (_name, failure) => {
    let asked = 0
    const validateLicense = async () => {
      asked += 1
      throw failure
    }
    const { server, port } = await startLane({ useCases: { validateLicense } })
    const sent = json({ key: 'k', machineId: MACHINE })
    const reply = await overTheWire(port, sent)
    expect(asked).toBe(1)
    expect(JSON.parse(reply.body)).toMatchObject({ success: false, valid: null, status: 'server_error' })
    expect(lasting(reply)).toEqual(lasting(await theLongWay(server, sent)))
  })

  test('of which no reply can be made is a failure like any other', async () => {
    const { server, port } = await startLane({ useCases: { validateLicense: revokedAtNoTime } })
    const sent = json({ key: 'k' })
    const reply = await overTheWire(port, sent)
    expect(reply.status).toBe(500)
    expect(lasting(reply)).toEqual(lasting(await theLongWay(server, sent)))
  })

  test('that fails while the server closes is told of its failure', async () => {
    const [asked, answer] = [gate(), gate()]
    const validateLicense: ValidateLicense = async () => {
      asked.open()
      await answer.opened
      throw new StoreFailure('STORE_UNAVAILABLE', 'gone')
    }
    const { server, port } = await startLane({ useCases: { validateLicense } })
    const reply = overTheWire(port, json({ key: 'k' }))
    await asked.opened
    const closed = server.close()
    answer.open()
    await closed
    expect(JSON.parse((await reply).body)).toMatchObject({ code: 'STORE_UNAVAILABLE', status: 'server_error' })
  })

  test('that fails is timed from its head', async () => {
    const validateLicense: ValidateLicense = async () => {
      await pause(WAIT_MS)
      throw new StoreFailure('STORE_UNAVAILABLE', 'gone')
    }
    const { server, port } = await startLane({
      options: { metrics: createPrometheusMetrics() },
      useCases: { validateLicense },
    })
    await overTheWire(port, json({ key: 'k' }))
    const { body } = await server.inject('/metrics')
    const samples = parsePrometheusText(body).flatMap((family) => family.samples)
    const sum = samples.find(({ name, labels }) => name.endsWith('duration_seconds_sum') && labels['status'] === '500')
    // A timer may fire up to a millisecond early.
    expect(sum?.value).toBeGreaterThanOrEqual((WAIT_MS - 1) / 1000)
  })

  test('that began before the end is answered, and one that comes later is refused', async () => {
    const [asked, answer] = [gate(), gate()]
    const validateLicense: ValidateLicense = async () => {
      asked.open()
      await answer.opened
      return { verdict: { status: 'invalid' }, asOf: undefined }
    }
    const { server, port } = await startLane({ useCases: { validateLicense } })
    const sent = json({ key: 'k' })
    const replies = sendRaw(port, head(sent) + String(sent.body) + head(sent) + String(sent.body))
    await asked.opened
    const closed = server.close()
    answer.open()
    await closed
    expect((await replies).match(/HTTP\/1\.1 \d+/g)?.[0]).toBe('HTTP/1.1 200')
  })

  test('is counted by /metrics', async () => {
    const { server, port, key } = await startLane({ options: { metrics: createPrometheusMetrics() } })
    await overTheWire(port, json({ key, machineId: MACHINE }))
    const { body } = await server.inject('/metrics')
    const samples = parsePrometheusText(body).flatMap((family) => family.samples)
    const labels = { method: 'POST', route: '/validate', status: '200' }
    expect(samples).toContainEqual({ name: 'keybox_http_request_duration_seconds_count', labels, value: 1 })
  })
})

test.each([
  ['counted by a limit', { validateRate: { max: 5, windowMs: 1000 } }],
  ['logged one by one', { logger: { level: 'debug', stream: { write: () => undefined } } }],
] as const)('where verdicts are %s, the framework sees them all', async (_name, options) => {
  const { port, framework } = await startLane({ options })
  expect((await overTheWire(port, json({ key: 'k' }))).status).toBe(200)
  expect(framework()).toBe(1)
})
