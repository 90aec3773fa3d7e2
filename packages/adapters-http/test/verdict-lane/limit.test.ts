import { once } from 'node:events'
import { connect } from 'node:net'
import { StoreFailure, type ValidateLicense } from '@keybox/domain'
import { describe, expect, test } from 'vitest'
import type { HttpOptions } from '../../src/index.ts'
import {
  head,
  json,
  lasting,
  overTheWire,
  startLane,
  theLongWay,
  type Lane,
  type Reply,
} from '../support/verdict-lane.ts'
import { parseRaw, sendRaw } from '../support/raw-http.ts'

const MAX = 5
const SENT = json({ key: 'k' })

const failing: ValidateLicense = () => Promise.reject(new StoreFailure('STORE_UNAVAILABLE', 'gone'))

function limited(options: Partial<HttpOptions> = {}, useCases = {}): Promise<Lane> {
  return startLane({ options: { validateRate: { max: MAX, windowMs: 900_000 }, ...options }, useCases })
}

function remaining({ headers }: Pick<Reply, 'headers'>): number {
  return Number(new Map(Object.entries(headers)).get('ratelimit-remaining'))
}

/** All but how many are left. */
function otherwise(reply: Reply): object {
  const headers = Object.entries(reply.headers).filter(([name]) => name !== 'ratelimit-remaining')
  return lasting({ ...reply, headers: Object.fromEntries(headers) })
}

describe('a validation on a server with a limit', () => {
  test('has the headers that the framework gives it, and one count with it', async () => {
    const { server, port, framework } = await limited()
    const short = await overTheWire(port, SENT)
    expect(framework()).toBe(0)
    const long = await theLongWay(server, SENT)
    expect(otherwise(short)).toEqual(otherwise(long))
    expect(short.headers).toMatchObject({ 'ratelimit-limit': '5', 'ratelimit-reset': '900' })
    const left = remaining(short)
    expect(remaining(long)).toBe(left - 1)
    expect(remaining(await overTheWire(port, SENT))).toBe(left - 2)
  })

  test('is refused as by the framework when it is one too many', async () => {
    const { server, port, framework } = await limited()
    while (remaining(await overTheWire(port, SENT)) > 0);
    expect(framework()).toBe(0)
    const refused = await overTheWire(port, SENT)
    expect(refused.status).toBe(429)
    expect(refused.headers).toMatchObject({ 'ratelimit-remaining': '0', 'retry-after': '900' })
    expect(lasting(refused)).toEqual(lasting(await theLongWay(server, SENT)))
  })

  test.each([
    ['a mistake', json({ machineId: 'm' }), 400],
    ['no JSON', { body: '{' }, 400],
    ['letters beyond ASCII', json({ key: 'ü' }), 200],
    ['another type', { ...SENT, type: 'text/plain' }, 415],
  ])('is counted once, whoever answers it: %s', async (_name, sent, status) => {
    const { port } = await limited()
    const before = remaining(await overTheWire(port, SENT))
    const reply = await overTheWire(port, sent)
    expect(reply.status).toBe(status)
    expect(remaining(reply)).toBe(before - 1)
    expect(remaining(await overTheWire(port, SENT))).toBe(before - 2)
  })

  test('is counted once when it fails', async () => {
    const { port } = await limited({}, { validateLicense: failing })
    const first = await overTheWire(port, SENT)
    expect(first.status).toBe(500)
    expect(remaining(await overTheWire(port, SENT))).toBe(remaining(first) - 1)
  })

  test('is counted when its body never comes', async () => {
    const { server, port } = await limited()
    const before = remaining(await overTheWire(port, SENT))
    const begun = once(server.server, 'request')
    const socket = connect(port, '127.0.0.1')
    socket.write(head(SENT))
    await begun
    socket.destroy()
    expect(remaining(await overTheWire(port, SENT))).toBe(before - 2)
  })

  test('is counted against the client that a trusted proxy names, as by the framework', async () => {
    const { server, port, framework } = await limited({ trustedProxies: ['127.0.0.0/8'] })
    const from = async (address: string) =>
      parseRaw(
        await sendRaw(port, head(SENT, `X-Forwarded-For: ${address}\r\nConnection: close\r\n`) + String(SENT.body)),
      )
    expect(remaining(await from('192.0.2.1'))).toBe(MAX - 1)
    expect(remaining(await from('203.0.113.7, 192.0.2.1'))).toBe(MAX - 2)
    expect(remaining(await from('192.0.2.1:5000'))).toBe(MAX - 3)
    expect(remaining(await from('2001:db8::1'))).toBe(MAX - 1)
    expect(remaining(await from('2001:db8::2'))).toBe(MAX - 2)
    expect(framework()).toBe(0)
    const headers = { 'x-forwarded-for': '192.0.2.1' }
    const { headers: long } = await server.inject({ method: 'POST', url: '/validate', headers, payload: { key: 'k' } })
    expect(remaining({ headers: long })).toBe(MAX - 4)
    // An address with the name of an interface, which Node takes for one and ipaddr.js does not.
    expect(remaining(await from('192.0.2.1, fe80::1%br-lan'))).toBe(MAX - 1)
    expect(remaining(await from('192.0.2.1, fe80::1%br-lan, 127.0.0.1'))).toBe(MAX - 2)
  })
})
