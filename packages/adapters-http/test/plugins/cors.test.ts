import type { InjectOptions } from 'fastify'
import { describe, expect, test } from 'vitest'
import { startApi } from '../support/api.ts'

const ORIGIN = 'https://shop.example'
const preflight = (origin: string, url = '/validate'): InjectOptions => ({
  method: 'OPTIONS',
  url,
  headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
})

const replies: readonly (readonly [number, InjectOptions])[] = [
  [200, { url: '/health' }],
  [400, { method: 'POST', url: '/validate', payload: {} }],
  [401, { method: 'GET', url: '/dashboard' }],
  [404, { method: 'GET', url: '/nowhere' }],
  [413, { method: 'POST', url: '/validate', payload: { key: 'x'.repeat(70_000) } }],
  [415, { method: 'POST', url: '/validate', payload: 'x', headers: { 'content-type': 'text/plain' } }],
  [500, { method: 'POST', url: '/validate', payload: { key: 'k' } }],
]

const failing = {
  validateLicense: () => Promise.reject(new Error('broken')),
}

describe('with all origins', () => {
  test('a preflight is answered without a look at the path', async () => {
    const { server } = await startApi()
    for (const url of ['/validate', '/dashboard', '/nowhere']) {
      const response = await server.inject(preflight(ORIGIN, url))
      expect(response.statusCode).toBe(204)
      expect(response.body).toBe('')
      expect(response.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, POST, PUT, DELETE, PATCH',
        'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key',
        'cache-control': 'no-store',
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      })
      expect(response.headers).not.toHaveProperty('access-control-allow-credentials')
    }
  })

  test.each(replies)('a %i carries the headers', async (status, options) => {
    const { server } = await startApi({ useCases: status === 500 ? failing : {} })
    const response = await server.inject({ ...options, headers: { ...options.headers, origin: ORIGIN } })
    expect(response.statusCode).toBe(status)
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-expose-headers':
        'RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id, Idempotent-Replayed',
    })
    expect(response.headers).not.toHaveProperty('access-control-allow-credentials')
  })
})

describe('with some origins', () => {
  const options = { corsOrigins: [ORIGIN, 'http://localhost:5173'] }

  test.each(options.corsOrigins)('%s is allowed by name', async (origin) => {
    const { server } = await startApi({ options })
    const allowed = await server.inject(preflight(origin))
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PUT, DELETE, PATCH',
      vary: 'Origin',
    })
    const reply = await server.inject({ url: '/nowhere', headers: { origin } })
    expect(reply.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' })
  })

  test.each(['https://evil.example', `${ORIGIN}.evil.example`, 'null', ORIGIN.toUpperCase()])(
    '%s gets no permission',
    async (origin) => {
      const { server } = await startApi({ options })
      for (const request of [preflight(origin), { url: '/health', headers: { origin } }]) {
        const response = await server.inject(request)
        expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
        expect(response.headers['vary']).toBe('Origin')
      }
    },
  )
})
