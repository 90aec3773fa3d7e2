import { describe, expect, test } from 'vitest'
import { activate } from '../../src/license/license-activation.ts'
import { setRevoked, toggleRevocation } from '../../src/license/license-revocation.ts'
import { statusAt, type LicenseStatus } from '../../src/license/license-status.ts'
import type { License } from '../../src/license/license.ts'
import type { Instant } from '../../src/shared/instant.ts'
import type { Result } from '../../src/shared/result.ts'
import { after, EXPIRES_AT, givenLicenses, ISSUED_AT, MACHINE, OTHER_MACHINE } from './given-license.ts'

type Given = keyof typeof givenLicenses
type Transition = (license: License, now: Instant) => Result<License, { readonly type: string }>

const DURING_TERM = after(ISSUED_AT, 60_000)

const transitions = {
  'activated on its machine': (license, now) => activate(license, MACHINE, now),
  'activated on another machine': (license, now) => activate(license, OTHER_MACHINE, now),
  toggled: toggleRevocation,
  'set revoked': (license, now) => setRevoked(license, true, now),
  'set not revoked': (license, now) => setRevoked(license, false, now),
} as const satisfies Record<string, Transition>

/** given, when, then: the new status, `=` for the very same licence, or the refusal. */
type Row = readonly [Given, keyof typeof transitions, LicenseStatus | `=${LicenseStatus}` | { readonly type: string }]

const table: readonly Row[] = [
  ['pending', 'activated on its machine', 'ACTIVE'],
  ['pending', 'activated on another machine', 'ACTIVE'],
  ['pending', 'toggled', { type: 'NotToggleable' }],
  ['pending', 'set revoked', 'REVOKED'],
  ['pending', 'set not revoked', '=PENDING'],

  ['active', 'activated on its machine', '=ACTIVE'],
  ['active', 'activated on another machine', { type: 'BoundToAnotherMachine' }],
  ['active', 'toggled', 'REVOKED'],
  ['active', 'set revoked', 'REVOKED'],
  ['active', 'set not revoked', '=ACTIVE'],

  ['revoked while pending', 'activated on its machine', { type: 'LicenseRevoked' }],
  ['revoked while pending', 'activated on another machine', { type: 'LicenseRevoked' }],
  ['revoked while pending', 'toggled', 'PENDING'],
  ['revoked while pending', 'set revoked', '=REVOKED'],
  ['revoked while pending', 'set not revoked', 'PENDING'],

  ['revoked while active', 'activated on its machine', { type: 'LicenseRevoked' }],
  ['revoked while active', 'activated on another machine', { type: 'LicenseRevoked' }],
  ['revoked while active', 'toggled', 'ACTIVE'],
  ['revoked while active', 'set revoked', '=REVOKED'],
  ['revoked while active', 'set not revoked', 'ACTIVE'],
]

const expiredRefusals: Record<keyof typeof transitions, string> = {
  'activated on its machine': 'LicenseExpired',
  'activated on another machine': 'LicenseExpired',
  toggled: 'NotToggleable',
  'set revoked': 'NotToggleable',
  'set not revoked': 'NotToggleable',
}

describe('every status × every transition, during the term', () => {
  test('the table leaves none out', () => {
    const rows = new Set(table.map(([given, when]) => `${given}, ${when}`))
    expect(rows.size).toBe(Object.keys(givenLicenses).length * Object.keys(transitions).length)
    expect(rows.size).toBe(table.length)
  })

  test.each(table)('given a licence that is %s, when %s, then %j', (given, when, then) => {
    const license = givenLicenses[given]
    const result = transitions[when](license, DURING_TERM)
    if (typeof then === 'object') {
      expect(result).toEqual({ ok: false, error: then })
      return
    }
    expect(result.ok).toBe(true)
    if (!result.ok) return
    expect(statusAt(result.value, DURING_TERM)).toBe(then.replace('=', ''))
    if (then.startsWith('=')) {
      expect(result.value).toBe(license)
    } else {
      expect(result.value.revision).toBe(license.revision + 1)
      expect(result.value.updatedAt).toBe(DURING_TERM)
    }
  })

  test.each(table)('a licence that is %s is not changed in place when %s', (given, when) => {
    const license = givenLicenses[given]
    const before = { ...license }
    transitions[when](license, DURING_TERM)
    expect(license).toStrictEqual(before)
  })

  test.each(table)('what was issued stays the same: %s, %s', (given, when) => {
    const license = givenLicenses[given]
    const result = transitions[when](license, DURING_TERM)
    const { activation: _a, revokedAt: _r, revision: _n, updatedAt: _u, ...issued } = license
    if (result.ok) expect(result.value).toMatchObject(issued)
  })
})

describe('the end of the term', () => {
  const statusDuringTerm: Record<Given, LicenseStatus> = {
    pending: 'PENDING',
    active: 'ACTIVE',
    'revoked while pending': 'REVOKED',
    'revoked while active': 'REVOKED',
  }

  describe.each(Object.keys(givenLicenses) as Given[])('given a licence that is %s', (given) => {
    const license = givenLicenses[given]

    test('one millisecond before the end it is what it was', () => {
      expect(statusAt(license, after(EXPIRES_AT, -1))).toBe(statusDuringTerm[given])
    })

    test('at the very instant and ever after it is expired, a revoked one too', () => {
      expect(statusAt(license, EXPIRES_AT)).toBe('EXPIRED')
      expect(statusAt(license, after(EXPIRES_AT, 1))).toBe('EXPIRED')
      expect(statusAt(license, after(EXPIRES_AT, 1e12))).toBe('EXPIRED')
    })

    test.each(Object.keys(transitions) as (keyof typeof transitions)[])(
      'at that instant nothing leaves it: %s',
      (when) => {
        expect(transitions[when](license, EXPIRES_AT)).toEqual({ ok: false, error: { type: expiredRefusals[when] } })
      },
    )

    test.each(table.filter((row) => row[0] === given))(
      'one millisecond before, %s and %s is as ever',
      (_, when, then) => {
        const result = transitions[when](license, after(EXPIRES_AT, -1))
        expect(result.ok).toBe(typeof then === 'string')
      },
    )
  })
})
