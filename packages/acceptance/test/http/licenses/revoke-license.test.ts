import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { START_OF_TESTS, useKeyBox } from '../../support/keybox.ts'
import { expectError, expectSuccess, expectValidationError } from '../../support/reply.ts'
import { UNKNOWN_KEY } from '../../support/routes.ts'
import { aSeller, validate, type Seller } from '../../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller

const NOT_TOGGLEABLE = 'Only an active or revoked license can be toggled'
const MACHINE = 'office-pc'
const END_OF_A_MONTH = '2024-02-29T09:30:15.000Z'

beforeAll(async () => {
  seller = await aSeller(keybox)
})

beforeEach(() => keybox.clock.set(START_OF_TESTS))

const statusOf = async (key: string) => (await validate(keybox, { key, machineId: MACHINE }))['status']
const pending = async () => (await seller.sell({ duration: 1 })).key
const active = async () => (await seller.sellActivated(MACHINE, { duration: 1 })).key

describe('toggle', () => {
  test(row('TOGGLE-200', 'stops an active licence and lets it go on'), async () => {
    const key = await active()
    const off = await seller.revoke(key)
    expectSuccess(off, 200, { message: 'License status changed to REVOKED', key, status: 'REVOKED' })
    expect(await statusOf(key)).toBe('revoked')
    const on = await seller.revoke(key)
    expectSuccess(on, 200, { message: 'License status changed to ACTIVE', key, status: 'ACTIVE' })
    expect(await statusOf(key)).toBe('active')
  })

  test(row('ACTIVE-REVOKE', 'is REVOKED on the dashboard too'), async () => {
    const { clientId, key } = await seller.sellActivated(MACHINE)
    await seller.revoke(key)
    const { text } = await seller.call('GET', `/dashboard?clientId=${clientId}`)
    expect(text).toContain('"status":"REVOKED"')
  })

  test(row('TOGGLE-409', 'refuses a pending licence, and one whose term is over'), async () => {
    const [never, once] = [await pending(), await active()]
    expectError(await seller.revoke(never), 409, NOT_TOGGLEABLE)
    keybox.clock.set(END_OF_A_MONTH)
    for (const key of [never, once]) expectError(await seller.revoke(key), 409, NOT_TOGGLEABLE)
  })

  test(row('TOGGLE-200', 'with an empty object or null for a state toggles'), async () => {
    const key = await active()
    for (const [body, status] of [
      [{}, 'REVOKED'],
      [{ revoked: null }, 'ACTIVE'],
      [{ other: true }, 'REVOKED'],
    ] as const) {
      expect((await seller.revoke(key, body)).body['status']).toBe(status)
    }
  })

  test(row('REVOKED-BACK', 'brings one that was revoked while pending back as PENDING, never ACTIVE'), async () => {
    const key = await pending()
    await seller.revoke(key, { revoked: true })
    const back = await seller.revoke(key)
    expectSuccess(back, 200, { message: 'License status changed to PENDING', key, status: 'PENDING' })
    expect(await statusOf(key)).toBe('pending')
  })

  test(row('TOGGLE-ATOMIC', 'each of 20 at once sees the state that the one before left'), async () => {
    const key = await active()
    const replies = await Promise.all(Array.from({ length: 20 }, () => seller.revoke(key)))
    const statuses = replies.map(({ body }) => body['status'])
    expect(statuses.filter((status) => status === 'REVOKED')).toHaveLength(10)
    expect(statuses.filter((status) => status === 'ACTIVE')).toHaveLength(10)
    expect(await statusOf(key)).toBe('active')
  })
})

describe('set', () => {
  test(row('SET-200', 'sets what is asked, and asked again changes nothing'), async () => {
    const key = await active()
    const set = async (revoked: boolean) => {
      const { status, body } = await seller.revoke(key, { revoked })
      return { status, message: body['message'], is: body['status'] }
    }
    const revoked = { status: 200, is: 'REVOKED' }
    const free = { status: 200, is: 'ACTIVE' }
    expect(await set(false)).toEqual({ ...free, message: 'License status is ACTIVE' })
    expect(await set(true)).toEqual({ ...revoked, message: 'License status changed to REVOKED' })
    expect(await set(true)).toEqual({ ...revoked, message: 'License status is REVOKED' })
    expect(await statusOf(key)).toBe('revoked')
    expect(await set(false)).toEqual({ ...free, message: 'License status changed to ACTIVE' })
    expect(await statusOf(key)).toBe('active')
  })

  test(row('SET-PENDING', 'revokes a pending licence; let go on, it is pending again'), async () => {
    const key = await pending()
    expect((await seller.revoke(key, { revoked: false })).body['message']).toBe('License status is PENDING')
    expectSuccess(await seller.revoke(key, { revoked: true }), 200, {
      message: 'License status changed to REVOKED',
      key,
      status: 'REVOKED',
    })
    expect(await statusOf(key)).toBe('revoked')
    expectSuccess(await seller.revoke(key, { revoked: false }), 200, {
      message: 'License status changed to PENDING',
      key,
      status: 'PENDING',
    })
  })

  test(row('PENDING-REVOKE', 'a pending licence that is revoked cannot be activated'), async () => {
    const key = await pending()
    await seller.revoke(key, { revoked: true })
    const reply = await keybox.call('POST', '/validate/activate', { key, machineId: MACHINE })
    expectError(reply, 403, 'License has been revoked')
  })

  test(row('SET-409', 'refuses a licence whose term is over'), async () => {
    const key = await active()
    keybox.clock.set(END_OF_A_MONTH)
    for (const revoked of [true, false]) expectError(await seller.revoke(key, { revoked }), 409, NOT_TOGGLEABLE)
  })

  test(row('SET-TYPE', 'refuses a state that is no boolean'), async () => {
    const key = await active()
    for (const revoked of ['true', 1, 0, '', [], {}]) {
      expectValidationError(await seller.revoke(key, { revoked }), ['revoked'])
    }
    expect(await statusOf(key)).toBe('active')
  })
})

describe('the end of the term', () => {
  test(row('REVOKED-END', 'comes for a revoked licence too, and it does not go on'), async () => {
    const key = await active()
    await seller.revoke(key)
    keybox.clock.set(Date.parse(END_OF_A_MONTH) - 1)
    expect(await statusOf(key)).toBe('revoked')
    keybox.clock.set(END_OF_A_MONTH)
    expect(await statusOf(key)).toBe('expired')
    expectError(await seller.revoke(key), 409, NOT_TOGGLEABLE)
    expectError(await seller.revoke(key, { revoked: false }), 409, NOT_TOGGLEABLE)
  })

  test(row('EXPIRED-STAYS', 'is left by nothing: no toggle, no setting, no activation'), async () => {
    const key = await active()
    keybox.clock.set(END_OF_A_MONTH)
    for (const body of [undefined, { revoked: true }, { revoked: false }]) await seller.revoke(key, body)
    const reply = await keybox.call('POST', '/validate/activate', { key, machineId: MACHINE })
    expectError(reply, 403, 'License has expired')
    expect(await statusOf(key)).toBe('expired')
  })
})

describe('404', () => {
  test(
    row('TOGGLE-404', 'knows no licence of an unknown key, of another owner, or of a text that is no key'),
    async () => {
      const foreign = await (await aSeller(keybox)).sellActivated(MACHINE)
      for (const key of [UNKNOWN_KEY, foreign.key, 'KB-1', 'anything']) {
        expectError(await seller.revoke(key), 404, 'License not found')
        expectError(await seller.revoke(key, { revoked: true }), 404, 'License not found')
      }
      expect(await statusOf(foreign.key)).toBe('active')
    },
  )
})

test(
  row('KEY-CASE', 'takes a key in any letter case with white space around, and gives its own form back'),
  async () => {
    const key = await active()
    for (const typed of [key.toLowerCase(), `%20${key}%20`, key.toUpperCase(), `%09${key.toLowerCase()}%0A`]) {
      expect((await seller.revoke(typed)).body['key']).toBe(key)
    }
  },
)
