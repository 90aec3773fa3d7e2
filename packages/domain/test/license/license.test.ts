import { expect, test } from 'vitest'
import { issueLicense } from '../../src/license/license.ts'
import { statusAt } from '../../src/license/license-status.ts'
import { toIsoString } from '../../src/shared/instant.ts'
import { ISSUED_AT, pending } from './given-license.ts'

test('given an order, when a licence is issued, then it is pending, at revision 1, and its term runs from now', () => {
  expect(statusAt(pending, ISSUED_AT)).toBe('PENDING')
  expect(pending).toMatchObject({ revision: 1, issuedAt: ISSUED_AT, updatedAt: ISSUED_AT })
  expect(pending.activation).toBeUndefined()
  expect(pending.revokedAt).toBeUndefined()
  expect(toIsoString(pending.issuedAt)).toBe('2024-01-31T09:30:15.250Z')
  expect(toIsoString(pending.expiresAt)).toBe('2024-02-29T09:30:15.250Z')
})

test('given an order with more than an order holds, then the licence takes over none of it', () => {
  const { id, key, owner, client, project, duration, services } = pending
  const order = { id, key, owner, client, project, duration, services, revision: 9, note: 'extra' }
  expect(issueLicense(order, ISSUED_AT)).toEqual(pending)
})
