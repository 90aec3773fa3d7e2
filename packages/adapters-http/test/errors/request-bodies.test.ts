import { once } from 'node:events'
import { Agent, type OutgoingHttpHeaders, request } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { listen, parseRaw, sendRaw } from '../support/raw-http.ts'

let server: FastifyInstance

beforeEach(async () => {
  ;({ server } = await startApi())
})

const JSON_TYPE = { 'content-type': 'application/json' }

async function post(
  payload: string | Buffer | undefined,
  headers: Record<string, string> = JSON_TYPE,
  url = '/validate',
) {
  const response = await server.inject({ method: 'POST', url, headers, ...(payload !== undefined && { payload }) })
  return { status: response.statusCode, reply: response.json<Record<string, unknown>>() }
}

describe('a body that is no JSON object', () => {
  test.each(['[]', '[{"key":"k"}]', '"text"', 'null', '5', 'true'])('%s is INVALID_BODY', async (body) => {
    const { status, reply } = await post(body)
    expect(status).toBe(400)
    expect(reply).toMatchObject({ success: false, code: 'INVALID_BODY', valid: false })
  })

  test.each([
    '{',
    '{"key":}',
    'key=k',
    '{"key":"k"}}',
    '{"__proto__":{"key":"k"}}',
    '{"key":"k","deep":[{"__proto__":1}]}',
    String.raw`{"\u005f_proto__":1}`,
    '{"constructor":{"prototype":{}}}',
    '[{"__proto__":1}]',
  ])('%s is INVALID_JSON', async (body) => {
    const { status, reply } = await post(body)
    expect(status).toBe(400)
    expect(reply).toMatchObject({ success: false, code: 'INVALID_JSON' })
  })

  test('bytes that are no UTF-8 are not replaced but refused', async () => {
    const { reply } = await post(Buffer.from([...Buffer.from('{"key":"'), 0xff, ...Buffer.from('"}')]))
    expect(reply).toMatchObject({ code: 'INVALID_JSON' })
  })

  test('nesting as deep as fits is no failure of ours', async () => {
    const depth = 30_000
    const { status } = await post(`{"key":${'['.repeat(depth)}${']'.repeat(depth)}}`)
    expect(status).toBe(400)
  })
})

describe('no body', () => {
  test.each([
    ['nothing sent', undefined, {}],
    ['an empty one of JSON', '', JSON_TYPE],
    ['an empty one of a form', '', { 'content-type': 'application/x-www-form-urlencoded' }],
  ] as const)('%s is an empty object', async (_case, body, headers) => {
    const { reply } = await post(body, headers)
    expect(reply).toMatchObject({ message: 'License key is required' })
  })

  test.each([
    ['without a content type', ''],
    ['of a form', 'Content-Type: application/x-www-form-urlencoded\r\n'],
    ['of JSON', 'Content-Type: application/json\r\n'],
  ])('an empty one in chunks %s is an empty object', async (_case, type) => {
    const reply = await sendRaw(await listen(server), `${CHUNKED}${type}\r\n0\r\n\r\n`)
    expect(parseRaw(reply).status).toBe(400)
    expect(reply).toContain('License key is required')
  })

  test('one in chunks that is not empty is a 415 without a content type', async () => {
    const reply = await sendRaw(await listen(server), `${CHUNKED}\r\n`, '2\r\n{}\r\n0\r\n\r\n')
    expect(parseRaw(reply).status).toBe(415)
  })
})

const CHUNKED = 'POST /validate HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n'

describe('the content type', () => {
  test.each([
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'multipart/form-data; boundary=x' },
    { 'content-type': 'application/jsonp' },
    { 'content-type': 'nonsense' },
    { 'content-type': '' },
    { ...JSON_TYPE, 'content-encoding': 'gzip' },
  ])('%j is a 415', async (headers) => {
    const { status, reply } = await post('encoding' in headers ? gzipSync('{}') : '{"key":"k"}', headers)
    expect(status).toBe(415)
    expect(reply).toMatchObject({ success: false, code: 'UNSUPPORTED_MEDIA_TYPE' })
    expect(reply).not.toHaveProperty('valid')
  })

  test('a body without one is a 415', async () => {
    const response = await server.inject({
      method: 'POST',
      url: '/validate',
      payload: Buffer.from('{"key":"k"}'),
      headers: {},
    })
    expect(response.statusCode).toBe(415)
  })

  test.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json;charset=UTF-8'])(
    '%s is JSON',
    async (type) => {
      const { status } = await post('{"key":"k"}', { 'content-type': type })
      expect(status).toBe(200)
    },
  )
})

describe('the size', () => {
  test('64 KiB is taken, one byte more is a 413', async () => {
    expect(await post(filled(64 * 1024))).toMatchObject({ status: 200 })
    expect(await post(filled(64 * 1024 + 1))).toMatchObject({ status: 413, reply: { code: 'BODY_TOO_LARGE' } })
  })

  const tooMuch = Buffer.alloc(10 * 1024 * 1024, 'x')
  test.each([
    ['application/json', 'close', 413],
    ['application/json', 'keep-alive', 413],
    ['text/plain', 'close', 415],
    ['text/plain', 'keep-alive', 415],
  ])('10 MB of %s over a connection to %s: the reply arrives', async (type, connection, status) => {
    const port = await listen(server)
    expect(await upload(port, { 'content-type': type, connection, 'content-length': tooMuch.length }, tooMuch)).toBe(
      status,
    )
  })

  test('10 MB in chunks: the reply arrives', async () => {
    const port = await listen(server)
    expect(await upload(port, JSON_TYPE, tooMuch)).toBe(413)
  })
})

function filled(bytes: number): string {
  return `{"key":"k","fill":"${'x'.repeat(bytes - 22)}"}`.padEnd(bytes)
}

/** Sends everything before it looks at the reply, as simple clients do; gives the status. */
function upload(port: number, headers: OutgoingHttpHeaders, body: Buffer): Promise<number> {
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  return new Promise((resolve, reject) => {
    const options = { agent, host: '127.0.0.1', port, method: 'POST', path: '/validate', headers }
    const outgoing = request(options)
    const sent = once(outgoing, 'finish')
    outgoing.once('error', reject)
    outgoing.once('response', (response) => {
      response.resume()
      sent.then(() => resolve(response.statusCode ?? 0), reject)
    })
    outgoing.end(body)
  })
}

test('fields that nobody knows are ignored', async () => {
  const { reply } = await post('{"key":"k","toString":1,"extra":{"a":[1]},"productName":["x"]}')
  expect(reply).toMatchObject({ success: true, status: 'invalid' })
})
