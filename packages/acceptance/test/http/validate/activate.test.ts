import { createHash } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { START_OF_TESTS, useKeyBox } from '../../support/keybox.ts'
import { expectError, expectSuccess } from '../../support/reply.ts'
import { UNKNOWN_KEY } from '../../support/routes.ts'
import { aSeller, validate, type Seller } from '../../support/seller.ts'
import { DAY } from '../../support/test-clock.ts'

const keybox = useKeyBox()
let seller: Seller

const MACHINE = 'office-pc'
const END_OF_A_YEAR = '2025-01-31T09:30:15.000Z'

beforeAll(async () => {
  seller = await aSeller(keybox)
})

beforeEach(() => keybox.clock.set(START_OF_TESTS))

const activate = (body: unknown) => keybox.call('POST', '/validate/activate', body)
const messageFor = async (body: unknown) => (await activate(body)).body['message']
const digest = (fingerprint: string) => createHash('sha256').update(fingerprint, 'utf8').digest('hex')

describe('200', () => {
  test(row('ACT-FIRST', 'binds a pending licence to the machine'), async () => {
    const { key } = await seller.sell()
    expectSuccess(await activate({ key, machineId: MACHINE }), 200, {
      message: 'License activated successfully',
      machineId: digest(MACHINE),
      activatedAt: START_OF_TESTS,
      expiresAt: END_OF_A_YEAR,
    })
  })

  test(row('PENDING-ACTIVATE', 'it is active from then on'), async () => {
    const { key } = await seller.sell()
    await activate({ key, machineId: MACHINE })
    expect(await validate(keybox, { key, machineId: MACHINE })).toMatchObject({ valid: true, status: 'active' })
  })

  test(row('ACT-SAME', 'again on the same machine changes nothing, whenever it is'), async () => {
    const { key } = await seller.sell()
    await activate({ key, machineId: MACHINE })
    keybox.clock.advance(40 * DAY)
    for (const body of [
      { key, machineId: MACHINE },
      { key: key.toLowerCase(), instanceId: MACHINE },
    ]) {
      expectSuccess(await activate(body), 200, {
        message: 'License already activated on this machine',
        machineId: digest(MACHINE),
        activatedAt: START_OF_TESTS,
        expiresAt: END_OF_A_YEAR,
      })
    }
  })

  test(row('BODY-FORMS', 'takes the bodies that hold a fingerprint; machineId comes before instanceId'), async () => {
    for (const [fields, fingerprint] of [
      [{ machineId: 'm' }, 'm'],
      [{ productName: 'Shop', instanceId: 'i' }, 'i'],
      [{ productName: 'Shop', instanceId: 'i', machineId: 'm' }, 'm'],
      [{ instanceId: 'i', machineId: '' }, 'i'],
      [{ instanceId: 'i', machineId: null }, 'i'],
    ] as const) {
      const { key } = await seller.sell()
      expect((await activate({ key, ...fields })).body['machineId']).toBe(digest(fingerprint))
    }
  })

  test(row('BODY-DIGEST', 'stores and returns the SHA-256 of its UTF-8 bytes, never the fingerprint'), async () => {
    for (const fingerprint of ['Ünïcode-😀', 'A'.repeat(512), '  spaces stay  ', '$where']) {
      const { key, clientId } = await seller.sell()
      const reply = await activate({ key, machineId: fingerprint })
      expect(reply.body['machineId']).toBe(digest(fingerprint))
      const dashboard = await seller.call('GET', `/dashboard?clientId=${clientId}`)
      expect(dashboard.text).toContain(digest(fingerprint))
      expect(reply.text + dashboard.text).not.toContain(fingerprint)
    }
  })

  test(row('BODY-EMPTY', 'white space is a fingerprint like any other'), async () => {
    const { key } = await seller.sell()
    expect((await activate({ key, machineId: ' ' })).body['machineId']).toBe(digest(' '))
    expectError(await activate({ key, machineId: '  ' }), 403, 'License already activated on another machine')
  })

  test('a licence goes on where it was once it is revoked and reinstated', async () => {
    const { key } = await seller.sellActivated(MACHINE)
    await seller.revoke(key)
    await seller.revoke(key)
    expect((await activate({ key, machineId: MACHINE })).body['message']).toBe(
      'License already activated on this machine',
    )
  })
})

describe('400', () => {
  test(row('ACT-KEY', 'asks for the key'), async () => {
    for (const key of [undefined, null, '', ' \n']) {
      const { body, status } = await activate({ key, machineId: MACHINE })
      expect({ status, message: body['message'] }).toEqual({ status: 400, message: 'License key is required' })
    }
  })

  test(row('ACT-MACHINE', 'asks for a fingerprint'), async () => {
    const { key } = await seller.sell()
    for (const fields of [{}, { machineId: '' }, { machineId: null }, { instanceId: '' }, { productName: 'Shop' }]) {
      expectError(await activate({ key, ...fields }), 400, 'Machine ID is required')
    }
    expect((await validate(keybox, { key }))['status']).toBe('pending')
  })

  test(row('BODY-EMPTY', 'refuses a fingerprint that is no text'), async () => {
    const { key } = await seller.sell()
    for (const machineId of [7, false, [], {}, { $gt: '' }]) {
      const { body, status } = await activate({ key, machineId })
      expect({ status, message: body['message'] }).toEqual({ status: 400, message: 'Validation error' })
    }
    expect((await validate(keybox, { key }))['status']).toBe('pending')
  })
})

test(row('ACT-404', 'knows no licence of an unknown key, or of a text that is no key'), async () => {
  for (const key of [UNKNOWN_KEY, 'KB-1', 'x']) {
    expectError(await activate({ key, machineId: MACHINE }), 404, 'License not found')
  }
})

describe('403', () => {
  test(row('ACT-REVOKED', 'refuses a revoked licence, on its own machine too'), async () => {
    const { key } = await seller.sellActivated(MACHINE)
    await seller.revoke(key)
    for (const machineId of [MACHINE, 'other']) {
      expectError(await activate({ key, machineId }), 403, 'License has been revoked')
    }
  })

  test(row('ACT-EXPIRED', 'refuses a licence from the very end of its term'), async () => {
    const { key } = await seller.sell()
    keybox.clock.set(END_OF_A_YEAR)
    expectError(await activate({ key, machineId: MACHINE }), 403, 'License has expired')
    keybox.clock.set(Date.parse(END_OF_A_YEAR) - 1)
    expect((await activate({ key, machineId: MACHINE })).status).toBe(200)
  })

  test(row('ACT-BOUND', 'refuses every machine but the one it is bound to'), async () => {
    const { key } = await seller.sellActivated(MACHINE)
    for (const machineId of ['other', MACHINE.toUpperCase(), `${MACHINE} `]) {
      expectError(await activate({ key, machineId }), 403, 'License already activated on another machine')
    }
  })
})

describe('order', () => {
  test(row('ACT-ORDER', 'missing key, unknown key, no fingerprint, expired, revoked, bound elsewhere'), async () => {
    const { key } = await seller.sellActivated(MACHINE)
    await seller.revoke(key)
    expect(await messageFor({})).toBe('License key is required')
    expect(await messageFor({ key: UNKNOWN_KEY })).toBe('License not found')
    expect(await messageFor({ key, machineId: 'other' })).toBe('License has been revoked')
    keybox.clock.set(END_OF_A_YEAR)
    expect(await messageFor({ key })).toBe('Machine ID is required')
    expect(await messageFor({ key, machineId: 'other' })).toBe('License has expired')
  })
})
