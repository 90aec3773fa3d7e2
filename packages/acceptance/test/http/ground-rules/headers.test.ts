import { describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { unreachableStore } from '../../support/decorated-store.ts'
import type { Call } from '../../support/http-client.ts'
import { startKeyBox, useKeyBox } from '../../support/keybox.ts'
import { authenticatedRoutes, publicRoutes } from '../../support/routes.ts'
import { aSeller } from '../../support/seller.ts'

const keybox = useKeyBox()

const json = { 'content-type': 'application/json' }
const everySort: readonly (readonly [string, Call])[] = [
  ...[...publicRoutes, ...authenticatedRoutes].map(
    ({ method, path }) => [`${method} ${path}`, { method, path }] as const,
  ),
  ['an unknown route', { method: 'GET', path: '/nothing' }],
  ['a body that is not JSON', { method: 'POST', path: '/clients', headers: json, body: '{' }],
  ['a body too large', { method: 'POST', path: '/validate', headers: json, body: 'x'.repeat(70_000) }],
  [
    'a content type it does not take',
    { method: 'POST', path: '/validate', headers: { 'content-type': 'a/b' }, body: 'x' },
  ],
  [
    'a preflight',
    {
      method: 'OPTIONS',
      path: '/clients',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' },
    },
  ],
  ['HEAD', { method: 'HEAD', path: '/health' }],
  ['the OpenAPI document', { method: 'GET', path: '/openapi.json' }],
  ['the docs page', { method: 'GET', path: '/docs' }],
]

describe.each(everySort)('%s', (_name, call) => {
  test(row('RULE-HEADERS', 'is not to be stored, and has an id made here'), async () => {
    const named = { 'x-request-id': 'mine', 'request-id': 'mine' }
    const replies = [await keybox.send(call), await keybox.send({ ...call, headers: { ...call.headers, ...named } })]
    for (const reply of replies) expect(reply.headers['cache-control']).toBe('no-store')
    const ids = replies.map((reply) => reply.headers['x-request-id'])
    expect(new Set([...ids, 'mine', undefined]).size).toBe(4)
  })

  test('tells nothing of what it is made with, and is not to be sniffed', async () => {
    const { headers } = await keybox.send(call)
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('server')
    expect(headers['x-content-type-options']).toBe('nosniff')
  })
})

test(row('RULE-HEADERS', 'a success and a failure of ours carry them too'), async () => {
  const seller = await aSeller(keybox)
  const failing = await startKeyBox({ decorateStore: unreachableStore })
  try {
    const replies = [await seller.call('GET', '/dashboard'), await failing.call('POST', '/validate', { key: 'x' })]
    replies.push(await failing.call('POST', '/auth/login', { email: 'a@example.com', password: 'whatever it is' }))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 500])
    for (const { headers } of replies) {
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['x-request-id']).toMatch(/\S/)
    }
  } finally {
    await failing.close()
  }
})
