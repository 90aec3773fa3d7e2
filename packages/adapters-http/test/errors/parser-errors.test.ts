import { expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { listen, parseRaw, sendRaw } from '../support/raw-http.ts'

const rows = [
  ['nonsense', 'nonsense\r\n\r\n', 400, 'BAD_REQUEST'],
  ['a method that HTTP does not know', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'BAD_REQUEST'],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400, 'BAD_REQUEST'],
  [
    'a length and chunks',
    'POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'BAD_REQUEST',
  ],
  [
    '17 KiB of headers',
    `GET / HTTP/1.1\r\nHost: x\r\nX-Fill: ${'x'.repeat(17 * 1024)}\r\n\r\n`,
    431,
    'HEADERS_TOO_LARGE',
  ],
  ['a tunnel that is asked for', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', 404, 'ROUTE_NOT_FOUND'],
] as const

test.each(rows)('%s is answered in the common shape', async (_case, bytes, status, code) => {
  const { server } = await startApi()
  const reply = parseRaw(await sendRaw(await listen(server), bytes))
  expect(reply.status).toBe(status)
  const body: unknown = JSON.parse(reply.body)
  expect(body).toEqual({ success: false, message: expect.any(String), code, requestId: reply.headers['x-request-id'] })
  expect(reply.headers).toMatchObject({
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(reply.body)),
    connection: 'close',
  })
})

test.each([
  ['half a head', 'GET /health HTTP/1.1\r\nHo'],
  [
    'half a body',
    'POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"key"',
  ],
])('%s that stays half is a 408', async (_case, bytes) => {
  const { server } = await startApi()
  server.server.headersTimeout = 50
  server.server.requestTimeout = 50
  const reply = parseRaw(await sendRaw(await listen(server), bytes))
  expect(reply.status).toBe(408)
  expect(JSON.parse(reply.body)).toMatchObject({ success: false, message: 'Request timeout', code: 'REQUEST_TIMEOUT' })
})
