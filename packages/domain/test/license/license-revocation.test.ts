import { describe, expect, test } from 'vitest'
import { setRevoked, toggleRevocation } from '../../src/license/license-revocation.ts'
import { statusAt } from '../../src/license/license-status.ts'
import type { License } from '../../src/license/license.ts'
import { theValue } from '../shared/the-value.ts'
import {
  active,
  after,
  EXPIRES_AT,
  givenLicenses,
  ISSUED_AT,
  pending,
  revokedWhileActive,
  revokedWhilePending,
} from './given-license.ts'

const NOW = after(ISSUED_AT, 60_000)

describe('toggling', () => {
  test('given an active licence, when toggled twice, then it is active on the machine it had', () => {
    const revoked = theValue(toggleRevocation(active, NOW))
    expect(revoked.revokedAt).toBe(NOW)
    expect(revoked.activation).toEqual(active.activation)
    const restored = theValue(toggleRevocation(revoked, after(NOW, 1)))
    expect(restored).toEqual({ ...active, revision: active.revision + 2, updatedAt: after(NOW, 1) })
  })

  test('of many toggles each sees the state that the one before left', () => {
    let license: License = active
    for (let toggles = 1; toggles <= 100; toggles += 1) {
      license = theValue(toggleRevocation(license, after(NOW, toggles)))
      expect(statusAt(license, after(NOW, toggles))).toBe(toggles % 2 === 1 ? 'REVOKED' : 'ACTIVE')
      expect(license.revision).toBe(active.revision + toggles)
    }
  })

  test('given a pending licence, when toggled, then it is refused: a toggle starts from ACTIVE or REVOKED', () => {
    expect(toggleRevocation(pending, NOW)).toEqual({ ok: false, error: { type: 'NotToggleable' } })
  })
})

describe('setting', () => {
  test.each([pending, active])('revoked is safe to retry: the first time is kept', (license) => {
    const revoked = theValue(setRevoked(license, true, NOW))
    expect(revoked.revokedAt).toBe(NOW)
    expect(theValue(setRevoked(revoked, true, after(NOW, 1000)))).toBe(revoked)
  })

  test.each([revokedWhilePending, revokedWhileActive])('not revoked is safe to retry', (license) => {
    const restored = theValue(setRevoked(license, false, NOW))
    expect(restored.revokedAt).toBeUndefined()
    expect(theValue(setRevoked(restored, false, after(NOW, 1000)))).toBe(restored)
  })

  test('given a pending licence, when revoked and let go on, then it is pending again', () => {
    const revoked = theValue(setRevoked(pending, true, NOW))
    expect(statusAt(revoked, NOW)).toBe('REVOKED')
    expect(statusAt(theValue(setRevoked(revoked, false, NOW)), NOW)).toBe('PENDING')
  })

  test('given an active licence, when revoked and let go on, then it has its machine', () => {
    const restored = theValue(setRevoked(theValue(setRevoked(active, true, NOW)), false, NOW))
    expect(statusAt(restored, NOW)).toBe('ACTIVE')
    expect(restored.activation).toEqual(active.activation)
  })

  test('given a licence revoked while active, when its term ends, then it is expired and nothing brings it back', () => {
    expect(statusAt(revokedWhileActive, after(EXPIRES_AT, -1))).toBe('REVOKED')
    expect(statusAt(revokedWhileActive, EXPIRES_AT)).toBe('EXPIRED')
    for (const revoked of [true, false]) {
      expect(setRevoked(revokedWhileActive, revoked, EXPIRES_AT)).toEqual({
        ok: false,
        error: { type: 'NotToggleable' },
      })
    }
    expect(toggleRevocation(revokedWhileActive, EXPIRES_AT)).toEqual({ ok: false, error: { type: 'NotToggleable' } })
  })
})

test('whatever is toggled and set in whatever order, no licence is ACTIVE without a machine', () => {
  const steps = [
    toggleRevocation,
    (license: License, now: typeof NOW) => setRevoked(license, true, now),
    (license: License, now: typeof NOW) => setRevoked(license, false, now),
  ]
  let states: License[] = Object.values(givenLicenses)
  for (let depth = 0; depth < 5; depth += 1) {
    states = states.flatMap((license) =>
      steps.map((step) => {
        const result = step(license, NOW)
        return result.ok ? result.value : license
      }),
    )
    for (const license of states) {
      if (statusAt(license, NOW) === 'ACTIVE') expect(license.activation).toBeDefined()
      if (license.activation === undefined) expect(['PENDING', 'REVOKED']).toContain(statusAt(license, NOW))
    }
  }
})
