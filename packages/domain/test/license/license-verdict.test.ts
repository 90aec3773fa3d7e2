import { describe, expect, test } from 'vitest'
import { judge } from '../../src/license/license-verdict.ts'
import {
  active,
  after,
  EXPIRES_AT,
  givenLicenses,
  ISSUED_AT,
  MACHINE,
  OTHER_MACHINE,
  pending,
  revokedWhileActive,
  revokedWhilePending,
} from './given-license.ts'

const NOW = after(ISSUED_AT, 60_000)

describe('one reason at a time', () => {
  test('given an active licence on its machine, then active, with the licence', () => {
    expect(judge(active, MACHINE, NOW)).toEqual({ status: 'active', license: active })
  })

  test('given no licence, then invalid', () => {
    expect(judge(undefined, MACHINE, NOW)).toEqual({ status: 'invalid' })
    expect(judge(undefined, undefined, NOW)).toEqual({ status: 'invalid' })
  })

  test('given a licence whose term is over, then expired, with the time it ended', () => {
    expect(judge(active, MACHINE, EXPIRES_AT)).toEqual({ status: 'expired', expiresAt: EXPIRES_AT })
  })

  test('given a revoked licence on its machine, then revoked', () => {
    expect(judge(revokedWhileActive, MACHINE, NOW)).toEqual({ status: 'revoked' })
  })

  test.each([MACHINE, undefined])('given a licence that was never activated, then pending (machine %s)', (machine) => {
    expect(judge(pending, machine, NOW)).toEqual({ status: 'pending' })
  })

  test.each([OTHER_MACHINE, undefined])('given an active licence and machine %s, then machine_mismatch', (machine) => {
    expect(judge(active, machine, NOW)).toEqual({ status: 'machine_mismatch' })
  })
})

describe('when several apply, the order is expired, revoked, pending, machine_mismatch', () => {
  test('expired before revoked, pending and mismatch', () => {
    expect(judge(revokedWhilePending, undefined, EXPIRES_AT).status).toBe('expired')
    expect(judge(revokedWhileActive, OTHER_MACHINE, EXPIRES_AT).status).toBe('expired')
    expect(judge(pending, OTHER_MACHINE, EXPIRES_AT).status).toBe('expired')
    expect(judge(active, OTHER_MACHINE, EXPIRES_AT).status).toBe('expired')
  })

  test('revoked before pending and mismatch', () => {
    expect(judge(revokedWhilePending, undefined, NOW).status).toBe('revoked')
    expect(judge(revokedWhileActive, OTHER_MACHINE, NOW).status).toBe('revoked')
  })

  test('pending before mismatch: a machine cannot be the wrong one where there is none', () => {
    expect(judge(pending, OTHER_MACHINE, NOW).status).toBe('pending')
  })
})

test('only an active licence, on its own machine, within its term, lets a program run', () => {
  const allowed = Object.entries(givenLicenses).flatMap(([given, license]) =>
    [MACHINE, OTHER_MACHINE, undefined].flatMap((machine) =>
      [ISSUED_AT, after(EXPIRES_AT, -1), EXPIRES_AT, after(EXPIRES_AT, 1)]
        .filter((now) => judge(license, machine, now).status === 'active')
        .map((now) => ({ given, machine, now })),
    ),
  )
  expect(allowed).toEqual([
    { given: 'active', machine: MACHINE, now: ISSUED_AT },
    { given: 'active', machine: MACHINE, now: after(EXPIRES_AT, -1) },
  ])
})
