import { describe, expect, test } from 'vitest'
import { activate, isBoundTo } from '../../src/license/license-activation.ts'
import { setRevoked } from '../../src/license/license-revocation.ts'
import { theValue } from '../shared/the-value.ts'
import {
  active,
  after,
  EXPIRES_AT,
  ISSUED_AT,
  MACHINE,
  OTHER_MACHINE,
  pending,
  revokedWhileActive,
} from './given-license.ts'

const NOW = after(ISSUED_AT, 5000)

describe('given a pending licence', () => {
  test('when a machine activates it, then it is bound to that machine since now', () => {
    const activated = theValue(activate(pending, MACHINE, NOW))
    expect(activated.activation).toEqual({ machine: MACHINE, at: NOW })
    expect(isBoundTo(activated, MACHINE)).toBe(true)
    expect(isBoundTo(activated, OTHER_MACHINE)).toBe(false)
    expect(isBoundTo(activated, undefined)).toBe(false)
  })

  test('it is bound to no machine, not even to none', () => {
    expect(isBoundTo(pending, MACHINE)).toBe(false)
    expect(isBoundTo(pending, undefined)).toBe(false)
  })

  test('the activation moves neither the start nor the end of the term', () => {
    const activated = theValue(activate(pending, MACHINE, NOW))
    expect(activated.issuedAt).toBe(pending.issuedAt)
    expect(activated.expiresAt).toBe(pending.expiresAt)
  })
})

describe('given an active licence', () => {
  test('when its machine activates again, then nothing changes, not even the time of activation', () => {
    expect(theValue(activate(active, MACHINE, after(NOW, 1)))).toBe(active)
  })

  test('when its machine activates many times, then there is still one change', () => {
    let license = theValue(activate(pending, MACHINE, NOW))
    for (let later = 1; later <= 100; later += 1) license = theValue(activate(license, MACHINE, after(NOW, later)))
    expect(license.revision).toBe(pending.revision + 1)
    expect(license.activation.at).toBe(NOW)
  })

  test('when another machine activates it, then it is refused and the binding stays', () => {
    expect(activate(active, OTHER_MACHINE, NOW)).toEqual({ ok: false, error: { type: 'BoundToAnotherMachine' } })
    expect(isBoundTo(active, MACHINE)).toBe(true)
  })
})

describe('when several refusals apply, the order is expired, revoked, bound elsewhere', () => {
  test('given expired, revoked and bound elsewhere, then expired', () => {
    expect(activate(revokedWhileActive, OTHER_MACHINE, EXPIRES_AT)).toMatchObject({ error: { type: 'LicenseExpired' } })
  })

  test('given revoked and bound elsewhere, then revoked', () => {
    expect(activate(revokedWhileActive, OTHER_MACHINE, NOW)).toMatchObject({ error: { type: 'LicenseRevoked' } })
  })

  test('given expired and bound to this very machine, then expired', () => {
    expect(activate(active, MACHINE, EXPIRES_AT)).toMatchObject({ error: { type: 'LicenseExpired' } })
  })

  test('given revoked and bound to this very machine, then revoked', () => {
    expect(activate(revokedWhileActive, MACHINE, NOW)).toMatchObject({ error: { type: 'LicenseRevoked' } })
  })
})

test('given a licence revoked while pending and let go on, when a machine activates it, then it is bound', () => {
  const revoked = theValue(setRevoked(pending, true, NOW))
  const restored = theValue(setRevoked(revoked, false, NOW))
  expect(activate(restored, MACHINE, NOW)).toMatchObject({ ok: true, value: { activation: { machine: MACHINE } } })
})
