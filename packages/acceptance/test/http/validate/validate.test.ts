import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { unreachableStore } from '../../support/decorated-store.ts'
import type { JsonObject } from '../../support/http-client.ts'
import { START_OF_TESTS, startKeyBox, useKeyBox } from '../../support/keybox.ts'
import { expectError, expectSuccess, expectValidationError } from '../../support/reply.ts'
import { UNKNOWN_KEY } from '../../support/routes.ts'
import { aSeller, type Seller } from '../../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller

const MACHINE = 'office-pc'
const END_OF_A_YEAR = '2025-01-31T09:30:15.000Z'

beforeAll(async () => {
  seller = await aSeller(keybox)
})

beforeEach(() => keybox.clock.set(START_OF_TESTS))

const ask = (body: unknown) => keybox.call('POST', '/validate', body)
const mismatch = { valid: false, status: 'machine_mismatch', message: 'License is not valid for this machine' }
const revoked = { valid: false, status: 'revoked', message: 'License revoked by developer' }
const pending = { valid: false, status: 'pending', message: 'License has not been activated yet' }
const invalid = { valid: false, status: 'invalid', message: 'Key does not exist' }
const expired = {
  valid: false,
  status: 'expired',
  message: 'License has expired',
  expiresAt: Date.parse(END_OF_A_YEAR),
}

async function expectVerdict(body: JsonObject, verdict: JsonObject): Promise<void> {
  expectSuccess(await ask(body), 200, verdict)
}

describe('verdicts', () => {
  test.each([
    [12, '12 months', END_OF_A_YEAR],
    [1, '1 month', '2024-02-29T09:30:15.000Z'],
    [2, '2 months', '2024-03-31T09:30:15.000Z'],
  ])(row('VALID-ACTIVE', 'lets a licence of %i months run on its machine'), async (duration, words, end) => {
    const { key } = await seller.sellActivated(MACHINE, { duration, services: ['Domain', 'Hosting'] })
    await expectVerdict(
      { key, machineId: MACHINE },
      {
        valid: true,
        status: 'active',
        message: expect.stringMatching(/\S/),
        duration: words,
        expiresAt: Date.parse(end),
        services: ['Domain', 'Hosting'],
      },
    )
  })

  test(row('VALID-INVALID', 'knows no licence of an unknown key, or of a text that is no key'), async () => {
    for (const key of [UNKNOWN_KEY, 'KB-1', 'x', `${UNKNOWN_KEY}-DDDD`, 'ключ']) {
      await expectVerdict({ key, machineId: MACHINE }, invalid)
    }
  })

  test(row('VALID-PENDING', 'says of a licence that nobody activated it'), async () => {
    const { key } = await seller.sell()
    for (const body of [{ key }, { key, machineId: MACHINE }]) await expectVerdict(body, pending)
  })

  test(row('VALID-EXPIRED', 'says from the very end of the term that it has expired, and when'), async () => {
    const { key } = await seller.sellActivated(MACHINE)
    keybox.clock.set(Date.parse(END_OF_A_YEAR) - 1)
    expect((await ask({ key, machineId: MACHINE })).body['status']).toBe('active')
    keybox.clock.set(END_OF_A_YEAR)
    await expectVerdict({ key, machineId: MACHINE }, expired)
  })

  test(row('VALID-REVOKED', 'says that the developer stopped it'), async () => {
    const { key } = await seller.sellActivated(MACHINE)
    await seller.revoke(key)
    await expectVerdict({ key, machineId: MACHINE }, revoked)
  })

  test(row('VALID-MISMATCH', 'refuses another machine, and no fingerprint at all'), async () => {
    const { key } = await seller.sellActivated(MACHINE)
    for (const body of [{ key, machineId: 'other' }, { key }, { key, machineId: '' }, { key, machineId: null }]) {
      await expectVerdict(body, mismatch)
    }
  })

  test(row('BODY-FORMS', 'takes the four bodies; the fingerprint is machineId, else instanceId'), async () => {
    const { key } = await seller.sellActivated(MACHINE)
    const status = async (fields: object) => (await ask({ key, ...fields })).body['status']
    expect(await status({})).toBe('machine_mismatch')
    expect(await status({ machineId: MACHINE })).toBe('active')
    expect(await status({ productName: 'Shop', instanceId: MACHINE })).toBe('active')
    expect(await status({ productName: 'Shop', instanceId: 'other', machineId: MACHINE })).toBe('active')
    expect(await status({ productName: 'Shop', instanceId: MACHINE, machineId: 'other' })).toBe('machine_mismatch')
    expect(await status({ instanceId: MACHINE, machineId: '' })).toBe('active')
    expect(await status({ instanceId: MACHINE, machineId: null })).toBe('active')
  })

  test(row('KEY-CASE', 'takes a key in any letter case with white space around'), async () => {
    const { key } = await seller.sellActivated(MACHINE)
    for (const typed of [key.toLowerCase(), key.toUpperCase(), `  ${key}\n`]) {
      expect((await ask({ key: typed, machineId: MACHINE })).body['status']).toBe('active')
    }
  })
})

describe('when several verdicts apply', () => {
  test(row('VALID-ORDER', 'expired comes before revoked, pending and machine_mismatch'), async () => {
    const [stopped, never, once] = [
      await seller.sellActivated(MACHINE),
      await seller.sell(),
      await seller.sellActivated(MACHINE),
    ]
    await seller.revoke(stopped.key)
    keybox.clock.set(END_OF_A_YEAR)
    for (const { key } of [stopped, never, once]) await expectVerdict({ key, machineId: 'other' }, expired)
  })

  test(row('VALID-ORDER', 'revoked comes before pending and machine_mismatch'), async () => {
    const [stopped, never] = [await seller.sellActivated(MACHINE), await seller.sell()]
    await seller.revoke(stopped.key)
    await seller.revoke(never.key, { revoked: true })
    for (const { key } of [stopped, never]) await expectVerdict({ key, machineId: 'other' }, revoked)
  })
})

describe('400', () => {
  test(row('VALID-KEY', 'asks for the key, and says that nothing is valid'), async () => {
    for (const key of [undefined, null, '', '  \t']) {
      expectError(await ask({ key, machineId: MACHINE }), 400, 'License key is required', { valid: false })
    }
  })

  test(row('BODY-EMPTY', 'refuses a fingerprint that is no text'), async () => {
    const { key } = await seller.sell()
    for (const value of [7, true, [], ['a'], {}, { $ne: null }]) {
      for (const field of ['machineId', 'instanceId']) {
        const reply = await ask({ key, [field]: value })
        expect({ value, status: reply.status }).toEqual({ value, status: 400 })
        expect(reply.body['message']).toBe('Validation error')
      }
    }
  })

  test(row('RULE-LENGTH', 'refuses a key beyond 128 characters and a fingerprint beyond 512'), async () => {
    const { key } = await seller.sell()
    expect((await ask({ key: 'k'.repeat(128) })).body['status']).toBe('invalid')
    expectValidationError(await ask({ key: 'k'.repeat(129) }), ['key'], extrasOf(await ask({ key: 'k'.repeat(129) })))
    expect((await ask({ key, machineId: '😀'.repeat(512) })).status).toBe(200)
    expect((await ask({ key, machineId: 'm'.repeat(513) })).body).toMatchObject({ errors: { machineId: [/512/] } })
  })
})

/** `valid: false` may stand beside any 400 here; the contract asks for it where the key is missing. */
function extrasOf({ body }: { readonly body: JsonObject }): JsonObject {
  return 'valid' in body ? { valid: false } : {}
}

describe('500', () => {
  test(row('VALID-5XX', 'says that it does not know: valid null, status server_error'), async () => {
    const failing = await startKeyBox({ decorateStore: unreachableStore })
    try {
      const reply = await failing.call('POST', '/validate', { key: UNKNOWN_KEY })
      expect(reply.status).toBe(500)
      expect(reply.body).toMatchObject({
        success: false,
        valid: null,
        status: 'server_error',
        code: 'STORE_UNAVAILABLE',
      })
    } finally {
      await failing.close()
    }
  })
})
