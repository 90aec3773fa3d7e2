import type { InjectOptions } from 'fastify'
import { expect, test } from 'vitest'
import { startApi } from './support/api.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const requests: readonly (readonly [number, InjectOptions])[] = [
  [200, { url: '/health' }],
  [200, { url: '/openapi.json' }],
  [200, { url: '/docs' }],
  [200, { url: '/docs/static/swagger-ui.css' }],
  [302, { url: '/docs/static/index.html' }],
  [200, { method: 'POST', url: '/validate', payload: { key: 'k' } }],
  [204, { method: 'OPTIONS', url: '/validate', headers: { origin: 'x', 'access-control-request-method': 'POST' } }],
  [400, { method: 'POST', url: '/auth/signup', payload: {} }],
  [400, { url: '/%zz' }],
  [401, { url: '/auth/me' }],
  [404, { url: '/nowhere' }],
  [404, { url: '/docs/static/nothing' }],
  [413, { method: 'POST', url: '/validate', payload: { key: 'x'.repeat(70_000) } }],
  [415, { method: 'POST', url: '/validate', payload: 'x', headers: { 'content-type': 'text/plain' } }],
]

test.each(requests)('%i of %j carries what every reply carries', async (status, request) => {
  const { server } = await startApi()
  const response = await server.inject(request)
  expect(response.statusCode).toBe(status)
  expect(response.headers).toMatchObject({
    'cache-control': 'no-store',
    'x-request-id': expect.stringMatching(UUID),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
  const policy = String(response.headers['content-security-policy']).split('; ')
  // What has no directive of its own, plug-ins (`object-src`) for one, falls under the first.
  for (const directive of ['default-src', 'base-uri', 'frame-ancestors'])
    expect(policy).toContain(`${directive} 'none'`)
})

test('a request id is made here, and each time anew', async () => {
  const { server } = await startApi()
  const headers = { 'x-request-id': 'mine', 'request-id': 'mine' }
  const first = await server.inject({ url: '/nowhere', headers })
  const second = await server.inject({ url: '/nowhere', headers })
  const { requestId } = first.json<{ requestId: string }>()
  expect(requestId).toMatch(UUID)
  expect(first.headers['x-request-id']).toBe(requestId)
  expect(second.headers['x-request-id']).not.toBe(requestId)
})
