import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { listen, parseRaw, sendRaw } from '../support/raw-http.ts'

const ORIGIN = 'https://shop.example'
const BODY = JSON.stringify({ key: 'no key at all' })
const REQUEST = `POST /validate HTTP/1.1\r\nHost: a\r\nOrigin: ${ORIGIN}\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n`
const LAST = `${REQUEST}Connection: close\r\n\r\n${BODY}`

/** Differ from one reply to the next, or from one way of sending to the other. */
const VOLATILE = new Set(['date', 'connection', 'keep-alive', 'x-request-id'])

const setups = [
  ['every origin', { corsOrigins: '*' }],
  ['an origin that is allowed', { corsOrigins: [ORIGIN] }],
  ['an origin that is not', { corsOrigins: ['https://other.example'] }],
  ['a limit', { validateRate: { max: 5, windowMs: 1000 } }],
] as const

describe('a verdict over a real connection', () => {
  test.each(setups)('has the headers and the body of one that goes the long way: %s', async (_name, options) => {
    const quick = await startApi({ options })
    const { headers, body } = parseRaw(await sendRaw(await listen(quick.server), LAST))
    const long = await injected((await startApi({ options })).server)
    expect(body).toBe(long.body)
    expect(lasting(headers)).toEqual(lasting(long.headers))
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('ends where it says, so that the next one on the connection is understood', async () => {
    const { server } = await startApi()
    const text = await sendRaw(await listen(server), `${REQUEST}\r\n${BODY}`, LAST)
    const [first = '', second = ''] = text.split(/(?<=\})(?=HTTP)/)
    expect(parseRaw(first).body).toBe(parseRaw(second).body)
    expect(parseRaw(first).headers['x-request-id']).not.toBe(parseRaw(second).headers['x-request-id'])
  })
})

async function injected(server: FastifyInstance): Promise<{ readonly headers: object; readonly body: string }> {
  const headers = { host: 'a', origin: ORIGIN, 'content-type': 'application/json' }
  return server.inject({ method: 'POST', url: '/validate', headers, payload: BODY })
}

function lasting(headers: object): object {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !VOLATILE.has(name))
      .map(([name, value]) => [name, String(value)]),
  )
}
