import type { FastifyInstance, InjectOptions } from 'fastify'
import { beforeEach, expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { listen, parseRaw, sendRaw } from '../support/raw-http.ts'

let server: FastifyInstance

beforeEach(async () => {
  ;({ server } = await startApi())
})

const unknown: readonly (readonly [NonNullable<InjectOptions['method']>, string])[] = [
  ['GET', '/'],
  ['GET', '/nowhere'],
  ['POST', '/nowhere'],
  ['GET', '/clients'],
  ['GET', '/validate'],
  ['DELETE', '/validate/activate'],
  ['POST', '/validate/other'],
  ['POST', '/health'],
  ['HEAD', '/health'],
  ['OPTIONS', '/health'],
  ['OPTIONS', '/validate'],
  ['TRACE', '/health'],
  ['PUT', '/license/create'],
  ['GET', '/docs/static/none.js'],
  ['GET', '/VALIDATE'],
  ['GET', '//health'],
  ['PATCH', '/license/revoke/a/b'],
  ['PATCH', '/license/revoke'],
  ['POST', '/auth/login/'],
]

test.each(unknown)('%s %s is a 404 in the common shape', async (method, url) => {
  const response = await server.inject({ method, url })
  expect(response.statusCode).toBe(404)
  const expected = {
    success: false,
    message: 'Route not found',
    code: 'ROUTE_NOT_FOUND',
    requestId: response.headers['x-request-id'],
  }
  if (method !== 'HEAD') expect(response.json()).toEqual(expected)
})

test.each(['{', 'x'.repeat(70_000)])('whatever its body is', async (payload) => {
  const response = await server.inject({
    method: 'POST',
    url: '/nowhere',
    payload,
    headers: { 'content-type': 'application/json' },
  })
  expect(response.statusCode).toBe(404)
})

test.each(['/%', '/health%zz', '/license/revoke/%E0%A4%A', '/%ff'])('%s is no URL: 400', async (url) => {
  const response = await server.inject({ method: 'GET', url })
  expect(response.statusCode).toBe(400)
  expect(response.json()).toMatchObject({ success: false, code: 'BAD_REQUEST' })
  expect(response.headers['access-control-allow-origin']).toBe('*')
})

test('a malformed query is no reason to refuse a request', async () => {
  const response = await server.inject('/health?x=%zz')
  expect(response.statusCode).toBe(200)
})

test('an absolute URL names the same route', async () => {
  const port = await listen(server)
  const reply = await sendRaw(port, 'GET http://other.example/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  expect(parseRaw(reply).status).toBe(200)
})

test('a request without a Host header is a 400 in the common shape', async () => {
  const port = await listen(server)
  const reply = parseRaw(await sendRaw(port, 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n'))
  expect(reply.status).toBe(400)
  expect(JSON.parse(reply.body)).toMatchObject({ success: false, code: 'BAD_REQUEST' })
})

test.each(['GET /health HTTP/1.1', 'POST /validate HTTP/1.1', 'GET /health HTTP/1.0'])(
  '%s with two Host headers is a 400 in the common shape',
  async (line) => {
    const port = await listen(server)
    const length = 'Content-Type: application/json\r\nContent-Length: 11\r\n'
    const head = `${line}\r\nHost: x\r\n${length}hOST: y\r\nConnection: close\r\n\r\n`
    const reply = parseRaw(await sendRaw(port, `${head}{"key":"k"}`))
    expect(reply.status).toBe(400)
    expect(JSON.parse(reply.body)).toMatchObject({ success: false, code: 'BAD_REQUEST' })
  },
)

test('an expectation that nobody knows is ignored', async () => {
  const port = await listen(server)
  const reply = await sendRaw(port, 'GET /health HTTP/1.1\r\nHost: x\r\nExpect: magic\r\nConnection: close\r\n\r\n')
  expect(parseRaw(reply).status).toBe(200)
})
