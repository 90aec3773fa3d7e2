import { createPrometheusMetrics } from '@keybox/adapters-metrics'
import { gate, parsePrometheusText } from '@keybox/contracts'
import { StoreFailure, type Instant, type ValidateLicense } from '@keybox/domain'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { json, lasting, MACHINE, overTheWire, startLane, theLongWay } from '../support/verdict-lane.ts'

/** How long a store may take that then fails. */
const WAIT_MS = 30

const revokedAtNoTime: ValidateLicense = async () => ({
  verdict: { status: 'revoked' },
  asOf: Number.NaN as Instant,
  proven: false,
})

describe('a validation', () => {
  test.each([
    ['of the store', new StoreFailure('STORE_UNAVAILABLE', 'gone')],
    ['of ours', new Error('a bug')],
  ])('that fails is answered as by the framework, and asked once: a failure %s', async (_name, failure) => {
    let asked = 0
    const validateLicense = async () => {
      asked += 1
      throw failure
    }
    const { server, port } = await startLane({ useCases: { validateLicense } })
    const sent = json({ key: 'k', machineId: MACHINE })
    const reply = await overTheWire(port, sent)
    expect(asked).toBe(1)
    expect(JSON.parse(reply.body)).toMatchObject({ success: false, valid: null, status: 'server_error' })
    expect(lasting(reply)).toEqual(lasting(await theLongWay(server, sent)))
  })

  test('of which no reply can be made is a failure like any other', async () => {
    const { server, port } = await startLane({ useCases: { validateLicense: revokedAtNoTime } })
    const sent = json({ key: 'k' })
    const reply = await overTheWire(port, sent)
    expect(reply.status).toBe(500)
    expect(lasting(reply)).toEqual(lasting(await theLongWay(server, sent)))
  })

  test('that fails while the server closes is told of its failure', async () => {
    const [asked, answer] = [gate(), gate()]
    const validateLicense: ValidateLicense = async () => {
      asked.open()
      await answer.opened
      throw new StoreFailure('STORE_UNAVAILABLE', 'gone')
    }
    const { server, port } = await startLane({ useCases: { validateLicense } })
    const reply = overTheWire(port, json({ key: 'k' }))
    await asked.opened
    const closed = server.close()
    answer.open()
    await closed
    expect(JSON.parse((await reply).body)).toMatchObject({ code: 'STORE_UNAVAILABLE', status: 'server_error' })
  })

  test('that fails is timed from its head', async () => {
    const validateLicense: ValidateLicense = async () => {
      await pause(WAIT_MS)
      throw new StoreFailure('STORE_UNAVAILABLE', 'gone')
    }
    const { server, port } = await startLane({
      options: { metrics: createPrometheusMetrics() },
      useCases: { validateLicense },
    })
    await overTheWire(port, json({ key: 'k' }))
    const { body } = await server.inject('/metrics')
    const samples = parsePrometheusText(body).flatMap((family) => family.samples)
    const sum = samples.find(({ name, labels }) => name.endsWith('duration_seconds_sum') && labels['status'] === '500')
    // A timer may fire up to a millisecond early.
    expect(sum?.value).toBeGreaterThanOrEqual((WAIT_MS - 1) / 1000)
  })
})
