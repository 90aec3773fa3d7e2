import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import type { Reply } from '../../support/http-client.ts'
import { startKeyBox, useKeyBox, type TestKeyBox } from '../../support/keybox.ts'
import { authenticatedRoutes, publicRoutes } from '../../support/routes.ts'
import { aSeller } from '../../support/seller.ts'

const keybox = useKeyBox()

const ORIGIN = 'https://shop.example'

function preflight(server: TestKeyBox, path: string, method: string, origin = ORIGIN): Promise<Reply> {
  const headers = {
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': 'authorization,content-type,idempotency-key',
  }
  return server.send({ method: 'OPTIONS', path, headers })
}

const words = (list: string | readonly string[] | undefined) =>
  String(list ?? '')
    .toLowerCase()
    .split(/\s*,\s*/)

describe('by default', () => {
  test.each([...publicRoutes, ...authenticatedRoutes])(
    row('CORS-PREFLIGHT', 'allows $method $path from anywhere'),
    async ({ method, path }) => {
      const reply = await preflight(keybox, path, method)
      expect([200, 204]).toContain(reply.status)
      expect(['*', ORIGIN]).toContain(reply.headers['access-control-allow-origin'])
      expect(words(reply.headers['access-control-allow-methods'])).toEqual(
        expect.arrayContaining(['get', 'post', 'put', 'delete', 'patch']),
      )
      expect(words(reply.headers['access-control-allow-headers'])).toEqual(
        expect.arrayContaining(['authorization', 'content-type', 'idempotency-key']),
      )
      expect(reply.headers).not.toHaveProperty('access-control-allow-credentials')
    },
  )

  test(row('CORS-ALL', 'every origin may read a reply, never with credentials'), async () => {
    const seller = await aSeller(keybox)
    const authorization = `Bearer ${await seller.token()}`
    for (const origin of [ORIGIN, 'http://localhost:5173', 'null', 'tauri://localhost']) {
      const reply = await keybox.call('GET', '/auth/me', undefined, { origin, authorization })
      expect(reply.status).toBe(200)
      expect(['*', origin]).toContain(reply.headers['access-control-allow-origin'])
      expect(reply.headers).not.toHaveProperty('access-control-allow-credentials')
    }
  })

  test.each([
    ['GET', '/auth/me', 401],
    ['POST', '/validate', 400],
    ['GET', '/nothing', 404],
    ['GET', '/health', 200],
  ])(row('CORS-EXPOSED', '%s %s (%i) shows a page what it needs to read'), async (method, path, status) => {
    const reply = await keybox.call(method, path, undefined, { origin: ORIGIN })
    expect(reply.status).toBe(status)
    expect(['*', ORIGIN]).toContain(reply.headers['access-control-allow-origin'])
    expect(words(reply.headers['access-control-expose-headers'])).toEqual(
      expect.arrayContaining([
        'ratelimit-limit',
        'ratelimit-remaining',
        'ratelimit-reset',
        'retry-after',
        'x-request-id',
        'idempotent-replayed',
      ]),
    )
  })
})

describe('with KEYBOX_CORS_ORIGINS', () => {
  let restricted: TestKeyBox

  beforeAll(async () => {
    restricted = await startKeyBox({ env: { KEYBOX_CORS_ORIGINS: `${ORIGIN}, https://admin.example` } })
  })

  afterAll(() => restricted.close())

  test(row('CONF-CORS', 'the origins listed may read, and no other'), async () => {
    for (const origin of [ORIGIN, 'https://admin.example']) {
      const reply = await restricted.call('GET', '/health', undefined, { origin })
      expect(reply.headers['access-control-allow-origin']).toBe(origin)
      expect(words(reply.headers['vary'])).toContain('origin')
      const allowed = await preflight(restricted, '/validate', 'POST', origin)
      expect(allowed.headers['access-control-allow-origin']).toBe(origin)
    }
    for (const origin of [
      'https://evil.example',
      'http://shop.example',
      `${ORIGIN}.evil.example`,
      `${ORIGIN}:8443`,
      'null',
    ]) {
      const reply = await restricted.call('GET', '/health', undefined, { origin })
      expect(['*', origin]).not.toContain(reply.headers['access-control-allow-origin'])
      const refused = await preflight(restricted, '/validate', 'POST', origin)
      expect(['*', origin]).not.toContain(refused.headers['access-control-allow-origin'])
    }
  })

  test('programs that are no browsers are served as ever', async () => {
    expect((await restricted.call('GET', '/health')).status).toBe(200)
  })
})
