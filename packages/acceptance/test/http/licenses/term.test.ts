import { beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { useKeyBox } from '../../support/keybox.ts'
import { expectError, textAt } from '../../support/reply.ts'
import { aSeller, validate, type ProjectWithKey, type Seller } from '../../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})

const statusOnDashboard = async ({ clientId }: ProjectWithKey) => {
  const { body } = await seller.call('GET', `/dashboard?clientId=${clientId}`)
  return textAt(body, 'data', 0, 'projects', 0, 'licenses', 0, 'status')
}

describe('expiresAt', () => {
  test.each([
    ['2024-01-31T09:30:15.123Z', 1, '2024-02-29T09:30:15.123Z'],
    ['2025-01-31T23:59:59.999Z', 1, '2025-02-28T23:59:59.999Z'],
    ['2025-01-29T00:00:00.000Z', 1, '2025-02-28T00:00:00.000Z'],
    ['2024-01-30T12:00:00.000Z', 1, '2024-02-29T12:00:00.000Z'],
    ['2024-03-31T12:00:00.000Z', 1, '2024-04-30T12:00:00.000Z'],
    ['2024-08-31T12:00:00.000Z', 6, '2025-02-28T12:00:00.000Z'],
    ['2024-12-31T23:00:00.000Z', 2, '2025-02-28T23:00:00.000Z'],
    ['2024-02-29T06:00:00.000Z', 12, '2025-02-28T06:00:00.000Z'],
    ['2024-10-31T06:00:00.000Z', 11, '2025-09-30T06:00:00.000Z'],
    ['2024-05-15T06:00:00.000Z', 12, '2025-05-15T06:00:00.000Z'],
    ['2027-08-31T00:30:00.000Z', 6, '2028-02-29T00:30:00.000Z'],
  ])(row('TERM-MONTHS', 'a licence of %s for %i months ends %s'), async (issuedAt, duration, expiresAt) => {
    keybox.clock.set(issuedAt)
    const { license } = await seller.sell({ duration })
    expect(license).toMatchObject({ issuedAt, expiresAt, duration })
  })
})

describe('at its very end', () => {
  const issuedAt = '2026-01-31T10:00:00.000Z'
  const end = Date.parse('2026-02-28T10:00:00.000Z')
  let pending: ProjectWithKey
  let active: ProjectWithKey
  let revoked: ProjectWithKey

  beforeAll(async () => {
    keybox.clock.set(issuedAt)
    pending = await seller.sell({ duration: 1 })
    active = await seller.sellActivated('pc', { duration: 1 })
    revoked = await seller.sellActivated('pc', { duration: 1 })
    await seller.revoke(revoked.key)
  })

  test(row('TERM-END', 'nothing has changed a millisecond before'), async () => {
    keybox.clock.set(end - 1)
    for (const [{ key }, status] of [
      [pending, 'pending'],
      [active, 'active'],
      [revoked, 'revoked'],
    ] as const) {
      expect((await validate(keybox, { key, machineId: 'pc' }))['status']).toBe(status)
    }
    expect(await statusOnDashboard(pending)).toBe('PENDING')
    expect(await statusOnDashboard(active)).toBe('ACTIVE')
    expect(await statusOnDashboard(revoked)).toBe('REVOKED')
  })

  test.each([
    [row('PENDING-END', 'a pending licence reads as expired everywhere'), () => pending],
    [row('ACTIVE-END', 'an active licence reads as expired everywhere'), () => active],
    [row('REVOKED-END', 'a revoked licence reads as expired everywhere'), () => revoked],
  ])('%s', async (_title, licenseOf) => {
    keybox.clock.set(end)
    const sold = licenseOf()
    expect(await validate(keybox, { key: sold.key, machineId: 'pc' })).toEqual({
      success: true,
      valid: false,
      status: 'expired',
      message: 'License has expired',
      expiresAt: end,
    })
    const activation = await keybox.call('POST', '/validate/activate', { key: sold.key, machineId: 'pc' })
    expectError(activation, 403, 'License has expired')
    expect(await statusOnDashboard(sold)).toBe('EXPIRED')
    expectError(await seller.revoke(sold.key), 409, 'Only an active or revoked license can be toggled')
  })
})
