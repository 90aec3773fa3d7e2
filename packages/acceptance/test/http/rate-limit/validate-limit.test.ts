import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import type { Call, Reply } from '../../support/http-client.ts'
import { START_OF_TESTS, startKeyBox, useKeyBox, type TestKeyBox } from '../../support/keybox.ts'
import { expectEnvelope } from '../../support/reply.ts'
import { UNKNOWN_KEY } from '../../support/routes.ts'
import { MINUTE, SECOND } from '../../support/test-clock.ts'

/** As it is out of the box. */
const keybox = useKeyBox({ env: { KEYBOX_VALIDATE_RATE_MAX: undefined } })

const json = { 'content-type': 'application/json' }
const question: Call = { method: 'POST', path: '/validate', headers: json, body: JSON.stringify({ key: UNKNOWN_KEY }) }
const TOO_MANY = 'Too many requests, please try again later.'

let host = 0
/** A client that has asked nothing yet: a loopback address of its own. */
function aClient(): string {
  host += 1
  return `127.0.1.${host}`
}

beforeEach(() => keybox.clock.set(START_OF_TESTS))

async function ask(from: string, call: Call = question, server: TestKeyBox = keybox): Promise<Reply> {
  return server.send({ ...call, from })
}

const limits = ({ headers }: Reply) => [
  headers['ratelimit-limit'],
  headers['ratelimit-remaining'],
  headers['ratelimit-reset'],
]

test(row('CONF-VALIDATE-RATE', 'is 5 in 15 minutes out of the box'), async () => {
  const from = aClient()
  const seen = []
  for (let request = 1; request <= 6; request += 1) seen.push(await ask(from))
  expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429])
})

test(row('RATE-HEADERS', 'tells on every reply what is left, and when the window ends'), async () => {
  const from = aClient()
  expect(limits(await ask(from))).toEqual(['5', '4', '900'])
  keybox.clock.advance(10 * SECOND)
  expect(limits(await ask(from))).toEqual(['5', '3', '890'])
  keybox.clock.advance(MINUTE)
  expect(limits(await ask(from))).toEqual(['5', '2', '830'])
})

test(row('RATE-429', 'over the limit refuses, and says when to come back'), async () => {
  const from = aClient()
  for (let request = 1; request <= 5; request += 1) await ask(from)
  keybox.clock.advance(100 * SECOND)
  const reply = await ask(from)
  expect(reply.status).toBe(429)
  expect(reply.body['message']).toBe(TOO_MANY)
  expectEnvelope(reply)
  expect(reply.headers['retry-after']).toBe('800')
  expect(limits(reply)).toEqual(['5', '0', '800'])
})

test(
  row('RATE-WINDOW', 'begins with its first request and ends 15 minutes later, however steadily one asks'),
  async () => {
    const from = aClient()
    const statuses: number[] = []
    for (let minute = 0; minute < 31; minute += 1) {
      statuses.push((await ask(from)).status)
      keybox.clock.advance(MINUTE)
    }
    const served = statuses.flatMap((status, minute) => (status === 200 ? [minute] : []))
    expect(served).toEqual([0, 1, 2, 3, 4, 15, 16, 17, 18, 19, 30])
  },
)

describe('what counts', () => {
  const counted: readonly (readonly [string, Call, number])[] = [
    ['a verdict', question, 200],
    ['an activation', { ...question, path: '/validate/activate' }, 404],
    ['a missing key', { ...question, body: '{}' }, 400],
    ['what is no JSON', { ...question, body: '{' }, 400],
    ['an unknown route below', { method: 'POST', path: '/validate/unknown' }, 404],
    ['a deeper one', { method: 'GET', path: '/validate/a/b/c?d=e' }, 404],
    ['another method', { method: 'GET', path: '/validate' }, 404],
    ['a body too large', { ...question, body: `"${'x'.repeat(65 * 1024)}"` }, 413],
    ['another content type', { ...question, headers: { 'content-type': 'text/plain' } }, 415],
  ]

  test.each(counted)(row('RATE-ALL', '%s counts'), async (_name, call, status) => {
    const from = aClient()
    const first = await ask(from, call)
    expect(first.status).toBe(status)
    expect(limits(first)).toEqual(['5', '4', '900'])
    for (let request = 2; request <= 5; request += 1) await ask(from, call)
    const refused = await ask(from, call)
    expect(refused.status).toBe(429)
    expectEnvelope(refused)
    expect((await ask(from)).status).toBe(429)
  })

  test(row('RATE-ALL', 'a CORS preflight does not'), async () => {
    const from = aClient()
    const headers = { origin: 'https://a.example', 'access-control-request-method': 'POST' }
    for (let request = 1; request <= 8; request += 1) {
      expect((await ask(from, { method: 'OPTIONS', path: '/validate', headers })).status).toBeLessThan(300)
    }
    expect(limits(await ask(from))).toEqual(['5', '4', '900'])
  })

  test(row('RATE-ALL', 'nothing else does: other routes, and paths that only begin alike'), async () => {
    const from = aClient()
    for (const path of ['/health', '/health/ready', '/auth/me', '/dashboard', '/validated', '/openapi.json']) {
      const reply = await ask(from, { method: 'GET', path })
      expect(reply.headers).not.toHaveProperty('ratelimit-limit')
    }
    expect(limits(await ask(from))).toEqual(['5', '4', '900'])
  })

  test(row('RATE-ALL', 'no spelling of the path gets round it'), async () => {
    for (const path of ['/validate/', '/validate?x=1', '/%76alidate', '/validate/activate/', '/validate/%61ctivate']) {
      const from = aClient()
      for (let request = 1; request <= 5; request += 1) await ask(from, { ...question, path })
      const sixth = await ask(from, { ...question, path })
      if (sixth.status !== 404) expect({ path, status: sixth.status }).toEqual({ path, status: 429 })
    }
  })
})

test(row('RATE-CLIENT', 'each address has a count of its own, whatever X-Forwarded-For says'), async () => {
  const [one, other] = [aClient(), aClient()]
  for (let request = 1; request <= 5; request += 1) {
    await ask(one, { ...question, headers: { ...json, 'x-forwarded-for': `198.51.100.${request}` } })
  }
  expect((await ask(one)).status).toBe(429)
  expect((await ask(other)).status).toBe(200)
})

describe('configured', () => {
  let server: TestKeyBox | undefined

  afterAll(() => server?.close())

  test(row('CONF-VALIDATE-RATE', 'is what the operator says'), async () => {
    server = await startKeyBox({ env: { KEYBOX_VALIDATE_RATE_MAX: '2', KEYBOX_VALIDATE_RATE_WINDOW: '30s' } })
    expect(limits(await ask('127.0.2.1', question, server))).toEqual(['2', '1', '30'])
    await ask('127.0.2.1', question, server)
    expect((await ask('127.0.2.1', question, server)).status).toBe(429)
    server.clock.advance(30 * SECOND)
    expect((await ask('127.0.2.1', question, server)).status).toBe(200)
  })
})

describe('off', () => {
  let open: TestKeyBox

  beforeAll(async () => {
    open = await startKeyBox({ env: { KEYBOX_VALIDATE_RATE_MAX: 'off' } })
  })

  afterAll(() => open.close())

  test(row('RATE-OFF', 'refuses nobody and sends no such headers'), async () => {
    for (let request = 1; request <= 20; request += 1) {
      const reply = await open.send(question)
      expect(reply.status).toBe(200)
      expect(Object.keys(reply.headers).filter((name) => /ratelimit|retry-after/.test(name))).toEqual([])
    }
  })
})
