import { createHmac } from 'node:crypto'
import type { Store } from '@keybox/domain'
import { beforeAll, describe, expect, test } from 'vitest'
import { startKeyBox, useKeyBox } from '../../support/keybox.ts'
import { row } from '../../support/contract-rows.ts'
import { members, onStoreOf } from '../../support/decorated-store.ts'
import { expectError } from '../../support/reply.ts'
import { authenticatedRoutes, sessionEndingRoutes } from '../../support/routes.ts'
import { aSeller, logIn, type Seller } from '../../support/seller.ts'
import { MINUTE, SECOND } from '../../support/test-clock.ts'

const keybox = useKeyBox()
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** The claims of a good token under another header, signed with a key of the forger's. */
function forged(token: string, header: object): string {
  const [, payload = ''] = token.split('.')
  const signed = `${base64url(header)}.${payload}`
  return `${signed}.${createHmac('sha256', 'a guessed secret').update(signed).digest('base64url')}`
}

function withClaims(token: string, change: object): string {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  return `${header}.${base64url({ ...(claims as object), ...change })}.${signature}`
}

/** What is wrong with each `Authorization` header, made from one that is right. */
const badHeaders: Readonly<Record<string, (token: string) => string>> = {
  'a scheme and no token': () => 'Bearer',
  'a token and no scheme': (token) => token,
  'another scheme': (token) => `Basic ${token}`,
  'two tokens': (token) => `Bearer ${token} ${token}`,
  'a comma after the token': (token) => `Bearer ${token},`,
  'text that is no token': () => 'Bearer abc',
  'three empty parts': () => 'Bearer ..',
  'no signature': (token) => `Bearer ${token.slice(0, token.lastIndexOf('.'))}`,
  'an empty signature': (token) => `Bearer ${token.slice(0, token.lastIndexOf('.') + 1)}`,
  'a signature of another key': (token) => `Bearer ${forged(token, { alg: 'HS256', typ: 'JWT' })}`,
  'algorithm none': (token) => `Bearer ${forged(token, { alg: 'none' }).replace(/\.[^.]*$/, '.')}`,
  'algorithm HS512': (token) => `Bearer ${forged(token, { alg: 'HS512', typ: 'JWT' })}`,
  'algorithm RS256': (token) => `Bearer ${forged(token, { alg: 'RS256', typ: 'JWT' })}`,
  'another subject': (token) => `Bearer ${withClaims(token, { sub: '0'.repeat(24) })}`,
  'another audience': (token) => `Bearer ${withClaims(token, { aud: 'somebody-else' })}`,
  'a longer term': (token) => `Bearer ${withClaims(token, { exp: 4_102_444_800 })}`,
  'ten thousand characters': () => `Bearer ${'a'.repeat(10_000)}`,
}

describe.each([...authenticatedRoutes, ...sessionEndingRoutes])('$method $path', ({ method, path }) => {
  test(row('AUTH-NONE', 'answers No token provided to no header, and to an empty one'), async () => {
    for (const headers of [{}, { authorization: '' }, { authorization: '   ' }]) {
      expectError(await keybox.call(method, path, undefined, headers), 401, 'No token provided')
    }
  })

  test(row('AUTH-BAD', 'answers Unauthorized to every header that is not a good token'), async () => {
    const token = await seller.token()
    for (const [fault, header] of Object.entries(badHeaders)) {
      const reply = await keybox.call(method, path, undefined, { authorization: header(token) })
      expect.soft({ fault, status: reply.status, message: reply.body['message'] }).toEqual({
        fault,
        status: 401,
        message: 'Unauthorized',
      })
    }
  })

  test(row('AUTH-BAD', 'asks for a token before it looks at the body'), async () => {
    expectError(await keybox.call(method, path, { clientId: 7, revoked: 'x' }), 401, 'No token provided')
  })
})

test(row('AUTH-SCHEME', 'takes the scheme in any letter case'), async () => {
  const token = await seller.token()
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
    const reply = await keybox.call('GET', '/auth/me', undefined, { authorization: `${scheme} ${token}` })
    expect(reply.status).toBe(200)
  }
})

test(row('AUTH-TERM', 'takes a token for 30 minutes and not a second longer'), async () => {
  const token = await logIn(keybox, seller.email)
  const me = () => keybox.call('GET', '/auth/me', undefined, { authorization: `Bearer ${token}` })
  keybox.clock.advance(30 * MINUTE - SECOND)
  expect((await me()).status).toBe(200)
  keybox.clock.advance(SECOND)
  expectError(await me(), 401, 'Unauthorized')
})

test(row('AUTH-BAD', 'refuses the good token of an account that this store does not know'), async () => {
  const another = await startKeyBox()
  try {
    const stranger = await aSeller(another)
    const reply = await keybox.call('GET', '/auth/me', undefined, { authorization: `Bearer ${await stranger.token()}` })
    expectError(reply, 401, 'Unauthorized')
  } finally {
    await another.close()
  }
})

test(row('AUTH-BAD', 'refuses a token of a server with another secret'), async () => {
  const another = await startKeyBox({
    env: { KEYBOX_SECRET: 'quite another secret, as long as it must be' },
    decorateStore: onStoreOf(keybox),
  })
  try {
    const token = await logIn(another, seller.email)
    const reply = await keybox.call('GET', '/auth/me', undefined, { authorization: `Bearer ${token}` })
    expectError(reply, 401, 'Unauthorized')
  } finally {
    await another.close()
  }
})

test('reads the session once for each request, and the account only where it is shown', async () => {
  const read: string[] = []
  const counting = (store: Store): Store => ({
    ...members(store),
    sessions: { find: (owner, id) => (read.push('session'), store.sessions.find(owner, id)) },
    accounts: {
      findByEmail: (email) => store.accounts.findByEmail(email),
      findById: (id) => (read.push('account'), store.accounts.findById(id)),
    },
  })
  const counted = await startKeyBox({ decorateStore: (own) => counting(onStoreOf(keybox)(own)), clock: keybox.clock })
  try {
    const authorization = `Bearer ${await seller.token()}`
    for (const [method, path, expected] of [
      ['GET', '/dashboard', ['session']],
      ['POST', '/clients', ['session']],
      ['GET', '/auth/me', ['session', 'account']],
    ] as const) {
      read.length = 0
      await counted.call(method, path, undefined, { authorization })
      expect({ path, read }).toEqual({ path, read: expected })
    }
  } finally {
    await counted.close()
  }
})
