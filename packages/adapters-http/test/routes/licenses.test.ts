import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Api, startApi } from '../support/api.ts'
import { aDeveloper, aSale, logIn, type SignedIn, type Sold } from '../support/developer.ts'

const DIGEST_OF_M = '62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a'
const YEAR_LATER = Date.UTC(2025, 5, 1, 12)

let api: Api
let server: FastifyInstance
let developer: SignedIn
let sold: Sold

beforeEach(async () => {
  api = await startApi()
  ;({ server } = api)
  developer = await aDeveloper(server)
  sold = await aSale(server, developer)
})

async function post(url: string, payload: object) {
  const response = await server.inject({ method: 'POST', url, payload })
  return { status: response.statusCode, reply: response.json<Record<string, unknown>>() }
}

async function revoke(payload?: object | string, key: string = sold.key) {
  const url = `/license/revoke/${encodeURIComponent(key)}`
  const { headers } = developer
  const response = await server.inject({ method: 'PATCH', url, headers, ...(payload !== undefined && { payload }) })
  return { status: response.statusCode, reply: response.json<Record<string, unknown>>() }
}

const activate = (machineId = 'm') => post('/validate/activate', { key: sold.key, machineId })
const validate = (machine: object = { machineId: 'm' }) => post('/validate', { key: sold.key, ...machine })

const refused = (message: string, code: string) => ({
  status: 403,
  reply: { success: false, message, code, requestId: expect.any(String) },
})

const changed = (status: string) => ({
  status: 200,
  reply: { success: true, message: `License status changed to ${status}`, key: sold.key, status },
})

const unchanged = (status: string) => ({
  status: 200,
  reply: { success: true, message: `License status is ${status}`, key: sold.key, status },
})

const notToggleable = {
  status: 409,
  reply: {
    success: false,
    message: 'Only an active or revoked license can be toggled',
    code: 'LICENSE_NOT_TOGGLEABLE',
    requestId: expect.any(String),
  },
}

describe('verdicts', () => {
  test('invalid', async () => {
    const refusal = { success: true, valid: false, status: 'invalid', message: 'Key does not exist' }
    expect(await post('/validate', { key: 'no such key' })).toEqual({ status: 200, reply: refusal })
    const unknown = `KB-${'f'.repeat(24)}-AAAA-AAAA-AAAA`
    expect(await post('/validate', { key: unknown })).toEqual({ status: 200, reply: refusal })
  })

  test('pending', async () => {
    const message = 'License has not been activated yet'
    expect(await validate()).toEqual({
      status: 200,
      reply: { success: true, valid: false, status: 'pending', message },
    })
  })

  test('active, by each of the bodies that must work', async () => {
    await activate()
    const active = {
      success: true,
      message: 'License is valid',
      valid: true,
      status: 'active',
      duration: '12 months',
      expiresAt: YEAR_LATER,
      services: ['Hosting'],
    }
    const bodies = [
      { machineId: 'm' },
      { productName: 'Shop', instanceId: 'm' },
      { productName: 'Shop', instanceId: 'x', machineId: 'm' },
      { productName: 5, instanceId: 'm', machineId: null },
      { instanceId: 'm', machineId: '' },
    ]
    for (const body of bodies) expect(await validate(body)).toEqual({ status: 200, reply: active })
  })

  test('one month is told in the singular', async () => {
    const { key } = await aSale(server, developer, 1)
    await post('/validate/activate', { key, instanceId: 'm' })
    expect((await post('/validate', { key, instanceId: 'm' })).reply).toMatchObject({ duration: '1 month' })
  })

  test.each([{ machineId: 'other' }, {}, { machineId: null }, { instanceId: '' }])(
    'machine_mismatch: %j',
    async (body) => {
      await activate()
      const message = 'License is not valid for this machine'
      const refusal = { success: true, valid: false, status: 'machine_mismatch', message }
      expect(await validate(body)).toEqual({ status: 200, reply: refusal })
    },
  )

  test('revoked, before machine_mismatch', async () => {
    await activate()
    await revoke()
    const refusal = { success: true, valid: false, status: 'revoked', message: 'License revoked by developer' }
    expect(await validate({})).toEqual({ status: 200, reply: refusal })
  })

  test('expired, from the very instant, before revoked', async () => {
    await activate()
    await revoke()
    api.clock.advance(YEAR_LATER - api.clock.now() - 1)
    expect((await validate()).reply).toMatchObject({ status: 'revoked' })
    api.clock.advance(1)
    const refusal = {
      success: true,
      valid: false,
      status: 'expired',
      message: 'License has expired',
      expiresAt: YEAR_LATER,
    }
    expect(await validate()).toEqual({ status: 200, reply: refusal })
  })
})

describe('activation', () => {
  const activated = {
    success: true,
    machineId: DIGEST_OF_M,
    activatedAt: '2024-06-01T12:00:00.000Z',
    expiresAt: '2025-06-01T12:00:00.000Z',
  }

  test('binds once, and says so again', async () => {
    expect(await activate()).toEqual({
      status: 200,
      reply: { ...activated, message: 'License activated successfully' },
    })
    api.clock.advance(1000)
    const again = { ...activated, message: 'License already activated on this machine' }
    expect(await activate()).toEqual({ status: 200, reply: again })
  })

  test('is refused elsewhere, then when revoked, then when expired', async () => {
    await activate()
    expect(await activate('other')).toEqual(
      refused('License already activated on another machine', 'LICENSE_BOUND_ELSEWHERE'),
    )
    await revoke()
    expect(await activate('other')).toEqual(refused('License has been revoked', 'LICENSE_REVOKED'))
    api.clock.advance(YEAR_LATER)
    expect(await activate('other')).toEqual(refused('License has expired', 'LICENSE_EXPIRED'))
  })
})

describe('revoking', () => {
  test.each([undefined, {}, { revoked: null }])('toggles with %j', async (body) => {
    expect(await revoke(body)).toEqual(notToggleable)
    await activate()
    expect(await revoke(body)).toEqual(changed('REVOKED'))
    expect(await revoke(body)).toEqual(changed('ACTIVE'))
    expect((await validate()).reply).toMatchObject({ valid: true })
  })

  test('sets with a body, so that a retry is harmless', async () => {
    expect(await revoke({ revoked: false })).toEqual(unchanged('PENDING'))
    expect(await revoke({ revoked: true })).toEqual(changed('REVOKED'))
    expect(await revoke({ revoked: true })).toEqual(unchanged('REVOKED'))
    expect(await revoke({ revoked: false })).toEqual(changed('PENDING'))
    await activate()
    expect(await revoke({ revoked: true })).toEqual(changed('REVOKED'))
    expect(await revoke({ revoked: false })).toEqual(changed('ACTIVE'))
    expect(await revoke({ revoked: false })).toEqual(unchanged('ACTIVE'))
  })

  test('is over when the term is', async () => {
    await activate()
    await revoke()
    api.clock.advance(YEAR_LATER)
    developer = await logIn(server, developer.email)
    expect(await revoke()).toEqual(notToggleable)
    expect(await revoke({ revoked: true })).toEqual(notToggleable)
    expect(await revoke({ revoked: false })).toEqual(notToggleable)
  })

  test.each([{ revoked: 'true' }, { revoked: 1 }, { revoked: {} }])('%j is a 400', async (body) => {
    expect(await revoke(body)).toMatchObject({ status: 400, reply: { message: 'Validation error' } })
  })

  test('keys in any letter case and with white space', async () => {
    await activate()
    expect(await revoke({ revoked: true }, ` ${sold.key.toLowerCase()}\t`)).toEqual(changed('REVOKED'))
  })

  test.each(['no key', ' ', 'KB-1/2', `KB-${'f'.repeat(24)}-AAAA-AAAA-AAAA`, 'K'.repeat(128), 'ключ'])(
    '%j is a 404',
    async (key) => {
      const { status, reply } = await revoke(undefined, key)
      expect(status).toBe(404)
      expect(reply).toMatchObject({ message: 'License not found', code: 'LICENSE_NOT_FOUND' })
    },
  )

  test.each(['K'.repeat(129), 'K'.repeat(9000), 'KB-\u0000'])('%j is a 400', async (key) => {
    const { status, reply } = await revoke(undefined, key)
    expect(status).toBe(400)
    expect(reply).toMatchObject({ message: 'Validation error', errors: { key: [expect.any(String)] } })
  })

  test("another developer's key is an unknown one", async () => {
    const { key } = sold
    developer = await aDeveloper(server)
    const foreign = await revoke({ revoked: true }, key)
    const unknown = await revoke({ revoked: true }, `KB-${'f'.repeat(24)}-AAAA-AAAA-AAAA`)
    const { requestId: _, ...reply } = foreign.reply
    expect(foreign.status).toBe(404)
    expect(unknown).toMatchObject({ status: 404, reply })
  })
})
