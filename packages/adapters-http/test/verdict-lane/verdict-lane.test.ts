import { sha256Fingerprint } from '@keybox/adapters-crypto'
import { createPrometheusMetrics } from '@keybox/adapters-metrics'
import { aFingerprint, aLicense, parsePrometheusText, services, settableClock } from '@keybox/contracts'
import { instant, validateLicense as validate, type ValidateLicense } from '@keybox/domain'
import { describe, expect, test } from 'vitest'
import {
  json,
  lasting,
  MACHINE,
  ORIGIN,
  overTheWire,
  startLane,
  theLongWay,
  type Sent,
} from '../support/verdict-lane.ts'

const bodies: readonly (readonly [name: string, sent: (key: string) => Sent, taken: boolean])[] = [
  ['an active licence', (key) => json({ key, machineId: MACHINE }), true],
  ['a key in other letter case', (key) => json({ key: ` ${key.toLowerCase()} `, machineId: MACHINE }), true],
  ['another machine', (key) => json({ key, instanceId: 'laptop' }), true],
  ['an unknown key', () => json({ key: 'no key at all' }), true],
  ['a charset', (key) => ({ ...json({ key, machineId: MACHINE }), type: 'application/json; charset=utf-8' }), true],
  ['no key', () => json({ machineId: MACHINE }), false],
  ['a key that is an object', () => json({ key: { $gt: '' } }), false],
  ['an array', () => json([]), false],
  ['null', () => json(null), false],
  ['a number', () => json(7), false],
  ['no JSON', () => ({ body: '{"key":' }), false],
  ['a prototype', (key) => ({ body: `{"key":"${key}","__proto__":{"a":1}}` }), false],
  ['a prototype behind an escape', (key) => ({ body: `{"key":"${key}","\\u005f_proto__":{"a":1}}` }), false],
  ['a constructor', (key) => ({ body: `{"key":"${key}","constructor":{"prototype":{}}}` }), false],
  ['an escape', (key) => ({ body: `{"key":"${key}","machineId":"office\\u002dpc"}` }), false],
  ['a machine that is not ASCII', (key) => json({ key, machineId: 'Büro' }), false],
  ['bytes that are no UTF-8', () => ({ body: Buffer.from('7b226b6579223a22ff227d', 'hex') }), false],
  ['a long body', (key) => json({ key, machineId: MACHINE, more: 'x'.repeat(5000) }), false],
  ['a body beyond the limit', () => json({ key: 'x'.repeat(70_000) }), false],
  ['an empty body', () => ({ body: '' }), false],
  ['another type', (key) => ({ ...json({ key }), type: 'text/plain' }), false],
  ['a query', (key) => ({ ...json({ key, machineId: MACHINE }), url: '/validate?a=b' }), false],
  ['another spelling of the path', (key) => ({ ...json({ key }), url: '/%76alidate' }), false],
]

const revokedOnce: ValidateLicense = async () => ({ verdict: { status: 'revoked' }, asOf: instant(0), proven: false })

describe('a validation', () => {
  test.each(bodies)('is answered as by the framework: %s', async (_name, sent, taken) => {
    const lane = await startLane()
    const reply = await overTheWire(lane.port, sent(lane.key))
    expect(lane.framework()).toBe(taken ? 0 : 1)
    expect(lasting(reply)).toEqual(lasting(await theLongWay(lane.server, sent(lane.key))))
    expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(Number(reply.headers['content-length'] ?? Number.NaN)).toBe(Buffer.byteLength(reply.body))
  })

  test.each([
    ['every origin', '*'],
    ['an origin that is allowed', [ORIGIN]],
    ['an origin that is not', ['https://other.example']],
  ] as const)('has the headers of every other reply: %s', async (_name, corsOrigins) => {
    const lane = await startLane({ options: { corsOrigins } })
    const sent = json({ key: lane.key, machineId: MACHINE })
    expect(lasting(await overTheWire(lane.port, sent))).toEqual(lasting(await theLongWay(lane.server, sent)))
    expect(lane.framework()).toBe(1)
  })

  test('is answered in the letters of its services', async () => {
    const license = aLicense({ services: services('Größe', '東京') })
    const validateLicense: ValidateLicense = () => ({
      verdict: { status: 'active', license },
      asOf: undefined,
      proven: false,
    })
    const { server, port, framework } = await startLane({ useCases: { validateLicense } })
    const reply = await overTheWire(port, json({ key: 'k' }))
    expect(framework()).toBe(0)
    expect(reply.headers['content-length']).toBe(String(Buffer.byteLength(reply.body)))
    expect(lasting(reply)).toEqual(lasting(await theLongWay(server, json({ key: 'k' }))))
  })

  test('that was asked before is judged anew by the facts and the time', async () => {
    const clock = settableClock()
    const machine = sha256Fingerprint(aFingerprint(MACHINE))
    let license = aLicense({ activation: { machine, at: clock.now() }, issuedAt: clock.now() })
    const validateLicense = validate({
      licenseFacts: { find: () => ({ license, asOf: undefined }) },
      fingerprintHasher: sha256Fingerprint,
      clock,
    })
    const { port, framework } = await startLane({ useCases: { validateLicense } })
    const sent = json({ key: license.key.reveal(), machineId: MACHINE })
    const status = async (): Promise<unknown> => JSON.parse((await overTheWire(port, sent)).body)
    const right = { valid: true, status: 'active', expiresAt: license.expiresAt }
    expect(await status()).toMatchObject(right)
    expect(await status()).toMatchObject(right)
    license = { ...license, revokedAt: clock.now() }
    expect(await status()).toMatchObject({ valid: false, status: 'revoked' })
    license = { ...license, revokedAt: undefined, expiresAt: instant(license.expiresAt + 1000) }
    expect(await status()).toMatchObject({ ...right, expiresAt: license.expiresAt })
    clock.advance(license.expiresAt - clock.now())
    expect(await status()).toMatchObject({ valid: false, status: 'expired' })
    expect(framework()).toBe(0)
  })

  test('says that it is stale where it is', async () => {
    const { port, framework } = await startLane({ useCases: { validateLicense: revokedOnce } })
    const { body } = await overTheWire(port, json({ key: 'k' }))
    expect(JSON.parse(body)).toMatchObject({ valid: false, stale: true, asOf: '1970-01-01T00:00:00.000Z' })
    expect(framework()).toBe(0)
  })

  test('is counted by /metrics', async () => {
    const { server, port, key } = await startLane({ options: { metrics: createPrometheusMetrics() } })
    await overTheWire(port, json({ key, machineId: MACHINE }))
    const { body } = await server.inject('/metrics')
    const samples = parsePrometheusText(body).flatMap((family) => family.samples)
    const labels = { method: 'POST', route: '/validate', status: '200' }
    expect(samples).toContainEqual({ name: 'keybox_http_request_duration_seconds_count', labels, value: 1 })
  })
})

test('where verdicts are logged one by one, the framework sees them all', async () => {
  const logger = { level: 'debug', stream: { write: () => undefined } }
  const { port, framework } = await startLane({ options: { logger } })
  expect((await overTheWire(port, json({ key: 'k' }))).status).toBe(200)
  expect(framework()).toBe(1)
})
