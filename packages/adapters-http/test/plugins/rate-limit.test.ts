import type { FastifyInstance, InjectOptions } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import type { HttpOptions } from '../../src/index.ts'
import { type Api, startApi } from '../support/api.ts'

const WINDOW = 15 * 60_000
const LIMIT = { max: 3, windowMs: WINDOW }
const MESSAGE = 'Too many requests, please try again later.'

async function limited(options: Partial<HttpOptions> = {}): Promise<Api> {
  return startApi({ options: { validateRate: LIMIT, authRate: LIMIT, ...options } })
}

function headersOf(headers: Record<string, unknown>): Record<string, unknown> {
  const { 'ratelimit-limit': limit, 'ratelimit-remaining': remaining, 'ratelimit-reset': reset } = headers
  return { limit: Number(limit), remaining: Number(remaining), reset: Number(reset) }
}

const validate: InjectOptions = { method: 'POST', url: '/validate', payload: { key: 'k' } }

/** What is left for this client, without spending it: the next request tells. */
async function whatIsLeft(server: FastifyInstance, options: InjectOptions = validate): Promise<number> {
  const { headers } = await server.inject(options)
  return Number(headers['ratelimit-remaining'])
}

describe('the limit on /validate', () => {
  let api: Api
  beforeEach(async () => {
    api = await limited()
  })

  test('as many as it allows, then 429 until the window ends', async () => {
    const { server, clock } = api
    for (const left of [2, 1, 0]) {
      const response = await server.inject(validate)
      expect(response.statusCode).toBe(200)
      expect(headersOf(response.headers)).toEqual({ limit: 3, remaining: left, reset: 900 })
    }
    clock.advance(60_500)
    const refused = await server.inject(validate)
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toEqual({
      success: false,
      message: MESSAGE,
      code: 'RATE_LIMITED',
      requestId: refused.headers['x-request-id'],
    })
    expect(headersOf(refused.headers)).toEqual({ limit: 3, remaining: 0, reset: 840 })
    expect(Number(refused.headers['retry-after'])).toBe(840)
    expect(refused.headers['access-control-allow-origin']).toBe('*')

    clock.advance(WINDOW - 60_501)
    expect((await server.inject(validate)).statusCode).toBe(429)
    clock.advance(1)
    expect((await server.inject(validate)).statusCode).toBe(200)
  })

  test('/validate/activate is in the same count', async () => {
    const { server } = api
    await server.inject({ method: 'POST', url: '/validate/activate', payload: { key: 'k' } })
    expect(await whatIsLeft(server)).toBe(1)
  })

  const counted: readonly (readonly [string, InjectOptions])[] = [
    ['a verdict', validate],
    ['a 400', { method: 'POST', url: '/validate', payload: {} }],
    ['a 404 below', { method: 'POST', url: '/validate/other' }],
    ['a 404 far below', { method: 'GET', url: '/validate/a/b/c' }],
    ['a trailing slash', { method: 'POST', url: '/validate/', payload: { key: 'k' } }],
    ['a method that it lacks', { method: 'GET', url: '/validate' }],
    ['HEAD', { method: 'HEAD', url: '/validate' }],
    ['OPTIONS that is no preflight', { method: 'OPTIONS', url: '/validate' }],
    [
      'OPTIONS without an origin',
      { method: 'OPTIONS', url: '/validate', headers: { 'access-control-request-method': 'POST' } },
    ],
    [
      'a wrong content type',
      { method: 'POST', url: '/validate', payload: 'x', headers: { 'content-type': 'text/plain' } },
    ],
    ['a body too large', { ...validate, payload: { key: 'x'.repeat(70_000) } }],
    ['no JSON', { ...validate, payload: '{', headers: { 'content-type': 'application/json' } }],
    ['a path that is spelled in another way', { ...validate, url: '/%76alidate' }],
    ['another spelling of a path below', { ...validate, url: '/%76alidate/other' }],
    ['a query', { ...validate, url: '/validate?x=1' }],
    ['a malformed URL below', { ...validate, url: '/validate/%zz' }],
  ]
  test.each(counted)('%s counts', async (_case, options) => {
    const { server } = api
    const response = await server.inject(options)
    expect(headersOf(response.headers)).toEqual({ limit: 3, remaining: 2, reset: 900 })
    expect(await whatIsLeft(server)).toBe(1)
  })

  const uncounted: readonly (readonly [string, InjectOptions])[] = [
    [
      'a preflight',
      {
        method: 'OPTIONS',
        url: '/validate',
        headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' },
      },
    ],
    ['another path', { method: 'GET', url: '/health' }],
    ['a path that only begins alike', { method: 'POST', url: '/validated' }],
    ['a path that the router takes for another', { method: 'POST', url: '//validate', payload: { key: 'k' } }],
    ['another letter case, which is another path', { method: 'POST', url: '/VALIDATE', payload: { key: 'k' } }],
  ]
  test.each(uncounted)('%s does not count', async (_case, options) => {
    const { server } = api
    const response = await server.inject(options)
    expect(response.headers).not.toHaveProperty('ratelimit-limit')
    expect(response.statusCode === 204 || response.statusCode === 404 || options.url === '/health').toBe(true)
    expect(await whatIsLeft(server)).toBe(2)
  })

  test('whoever is refused learns nothing about the key', async () => {
    const { server } = api
    for (let request = 0; request < 3; request += 1) await server.inject(validate)
    const reply = (await server.inject(validate)).json<Record<string, unknown>>()
    expect(reply).not.toHaveProperty('valid')
    expect(reply).not.toHaveProperty('status')
  })

  test('a steady client is let in again in every window', async () => {
    const { server, clock } = api
    let allowed = 0
    for (let minute = 0; minute < 60; minute += 1) {
      const { statusCode } = await server.inject(validate)
      if (statusCode === 200) allowed += 1
      clock.advance(60_000)
    }
    expect(allowed).toBe(4 * LIMIT.max)
  })
})

test('without a limit there are no such headers', async () => {
  const { server } = await limited({ validateRate: 'off' })
  for (let request = 0; request < 10; request += 1) {
    const response = await server.inject(validate)
    expect(response.statusCode).toBe(200)
    expect(Object.keys(response.headers).filter((name) => name.startsWith('ratelimit'))).toEqual([])
  }
  expect((await server.inject({ method: 'GET', url: '/validate/x' })).statusCode).toBe(404)
})

describe('the limit on /auth/signup and /auth/login', () => {
  const logIn: InjectOptions = { method: 'POST', url: '/auth/login', payload: { email: 'a@b.de', password: 'x' } }
  const signUp: InjectOptions = { method: 'POST', url: '/auth/signup', payload: {} }

  test('both share one count, apart from that of /validate', async () => {
    const { server } = await limited()
    expect(await whatIsLeft(server, logIn)).toBe(2)
    expect(await whatIsLeft(server, signUp)).toBe(1)
    expect(await whatIsLeft(server)).toBe(2)
    expect(await whatIsLeft(server, { method: 'GET', url: '/auth/login' })).toBe(0)
    const refused = await server.inject(signUp)
    expect(refused.json()).toMatchObject({ message: MESSAGE, code: 'RATE_LIMITED' })
    expect(refused.headers).toHaveProperty('retry-after')
  })

  test('a sign-up that is closed counts too', async () => {
    const { server } = await limited({ signup: 'closed' })
    const response = await server.inject(signUp)
    expect(response.statusCode).toBe(403)
    expect(response.json()).toMatchObject({ message: 'Signup is closed' })
    expect(headersOf(response.headers)).toMatchObject({ remaining: 2 })
  })

  test('/auth/me does not count', async () => {
    const { server } = await limited()
    const response = await server.inject('/auth/me')
    expect(response.headers).not.toHaveProperty('ratelimit-limit')
  })
})

/** A request for a verdict over a connection from this address. */
function from(remoteAddress: string, forwarded?: string): InjectOptions {
  return { ...validate, remoteAddress, ...(forwarded !== undefined && { headers: { 'x-forwarded-for': forwarded } }) }
}

describe('who is counted', () => {
  test('X-Forwarded-For of somebody who is not trusted changes nothing', async () => {
    const { server } = await limited()
    await server.inject(from('192.0.2.1', '198.51.100.1'))
    expect(await whatIsLeft(server, from('192.0.2.1', '198.51.100.2'))).toBe(1)
    expect(await whatIsLeft(server, from('192.0.2.2', '198.51.100.1'))).toBe(2)
  })

  test('behind trusted proxies it is the rightmost address that is not trusted', async () => {
    const { server } = await limited({ trustedProxies: ['10.0.0.0/8', '192.0.2.7/32'] })
    expect(await whatIsLeft(server, from('10.0.0.1', '6.6.6.6, 198.51.100.1, 192.0.2.7'))).toBe(2)
    // The leftmost one is the attacker's to choose.
    expect(await whatIsLeft(server, from('10.0.0.2', '7.7.7.7, 198.51.100.1'))).toBe(1)
    expect(await whatIsLeft(server, from('10.0.0.2', '198.51.100.2'))).toBe(2)
    expect(await whatIsLeft(server, from('::ffff:10.0.0.2', '198.51.100.1:4711'))).toBe(0)
    expect(await whatIsLeft(server, from('198.51.100.2', '198.51.100.1'))).toBe(1)
  })

  test('a port that a proxy adds is no part of the address', async () => {
    const { server } = await limited({ trustedProxies: ['10.0.0.0/8', '2001:db8:9::/48', '::ffff:192.0.2.0/120'] })
    expect(await whatIsLeft(server, from('10.0.0.1', '198.51.100.1:4711, 10.0.0.5:4444'))).toBe(2)
    expect(await whatIsLeft(server, from('10.0.0.1', '198.51.100.1:4712, [2001:db8:9::1]:443'))).toBe(1)
    expect(await whatIsLeft(server, from('10.0.0.1', '198.51.100.1, 192.0.2.9:443, [2001:db8:9::2]'))).toBe(0)
    expect(await whatIsLeft(server, from('10.0.0.1', '198.51.100.1, 192.0.3.9:443'))).toBe(2)
  })

  test('what only an old parser takes for a trusted address is none', async () => {
    const { server } = await limited({ trustedProxies: ['10.0.0.0/8'] })
    await server.inject(from('10.0.0.1', '198.51.100.1, 0xa.1'))
    expect(await whatIsLeft(server, from('10.0.0.1', '198.51.100.1'))).toBe(2)
  })

  test('a malformed URL is counted against the client too, not against its proxy', async () => {
    const { server } = await limited({ trustedProxies: ['10.0.0.0/8'] })
    await server.inject({ ...from('10.0.0.1', '198.51.100.1'), url: '/validate/%zz' })
    expect(await whatIsLeft(server, from('10.0.0.1', '198.51.100.1'))).toBe(1)
    expect(await whatIsLeft(server, from('10.0.0.1', '198.51.100.2'))).toBe(2)
  })

  test('all of an IPv6 /64 is one client', async () => {
    const { server } = await limited()
    await server.inject(from('2001:db8:1:2::1'))
    expect(await whatIsLeft(server, from('2001:db8:1:2:ffff::9'))).toBe(1)
    expect(await whatIsLeft(server, from('2001:db8:1:3::1'))).toBe(2)
  })
})

test('health, readiness and docs are never limited', async () => {
  const { server } = await limited()
  for (let request = 0; request < 5; request += 1) {
    for (const url of ['/health', '/health/ready', '/openapi.json', '/docs']) {
      const response = await server.inject(url)
      expect(response.statusCode).toBe(200)
      expect(response.headers).not.toHaveProperty('ratelimit-limit')
    }
  }
})
