import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { members, unreachableStore } from '../../support/decorated-store.ts'
import { startKeyBox, useKeyBox, type TestKeyBox } from '../../support/keybox.ts'
import { expectEnvelope } from '../../support/reply.ts'

const keybox = useKeyBox()

describe('while all is well', () => {
  test(row('HEALTH', 'answers OK'), async () => {
    const reply = await keybox.call('GET', '/health')
    expect({ status: reply.status, ...reply.body }).toMatchObject({ status: 200, success: true, message: 'OK' })
    expectEnvelope(reply)
  })

  test(row('READY', 'is ready'), async () => {
    const reply = await keybox.call('GET', '/health/ready')
    expect(reply.status).toBe(200)
    expectEnvelope(reply)
  })
})

describe('when the store is gone', () => {
  let failing: TestKeyBox

  beforeAll(async () => {
    failing = await startKeyBox({ decorateStore: unreachableStore })
  })

  afterAll(() => failing.close())

  test(row('HEALTH', 'still answers OK: it asks no store'), async () => {
    expect((await failing.call('GET', '/health')).status).toBe(200)
  })

  test(row('READY-503', 'is not ready, and says when to ask again'), async () => {
    const reply = await failing.call('GET', '/health/ready')
    expect(reply.status).toBe(503)
    expect(reply.body['message']).toBe('Not ready')
    expect(reply.headers['retry-after']).toMatch(/^\d+$/)
    expectEnvelope(reply)
  })
})

describe('while shutting down', () => {
  test(row('READY-503', 'is not ready: what is in flight is answered, what comes after is turned away'), async () => {
    const entered = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    const server = await startKeyBox({
      decorateStore: (store) => ({
        ...members(store),
        ping: async () => {
          entered.resolve()
          await gate.promise
        },
      }),
    })
    const inFlight = server.call('GET', '/health/ready')
    await entered.promise
    const closing = server.close()
    await vi.waitFor(() => expect(server.server.server.listening).toBe(false))
    gate.resolve()
    const reply = await inFlight
    expect(reply.status).toBe(503)
    expect(reply.body['message']).toBe('Not ready')
    await closing
    await expect(server.call('GET', '/health')).rejects.toThrow(/ECONNREFUSED|ECONNRESET/)
  })
})

test('needs no token and counts towards no limit', async () => {
  for (let request = 0; request < 30; request += 1) {
    const reply = await keybox.call('GET', '/health')
    expect(reply.status).toBe(200)
    expect(reply.headers).not.toHaveProperty('ratelimit-limit')
  }
})
