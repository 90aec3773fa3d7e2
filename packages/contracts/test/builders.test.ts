import {
  emailIdentity,
  endOfTerm,
  instant,
  parseDisplayName,
  parseEmailAddress,
  parseEntityId,
  parseLicenseKey,
  statusAt,
} from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import {
  aClient,
  aLicense,
  aMachine,
  anAccount,
  anId,
  aProject,
  displayName,
  emailAddress,
  services,
  settableClock,
  termMonths,
} from '../src/index.ts'

describe('builders', () => {
  it('give what the domain itself would take', () => {
    for (const { name } of [anAccount(), aClient(), aProject()]) expect(parseDisplayName(name).ok).toBe(true)
    for (const { email } of [anAccount(), aClient()]) expect(parseEmailAddress(email).ok).toBe(true)
    const license = aLicense()
    expect(parseEntityId('License', license.id)).toStrictEqual({ ok: true, value: license.id })
    expect(parseLicenseKey(license.key.reveal())).toMatchObject({ ok: true })
    expect(license.key.reveal()).toContain(license.project)
    expect(license.expiresAt).toBe(endOfTerm(license.issuedAt, license.duration))
    expect(statusAt(license, license.issuedAt)).toBe('PENDING')
  })

  it('give another id, email, key and machine each time', () => {
    const made = Array.from({ length: 1_000 }, () => ({
      account: anAccount(),
      license: aLicense(),
      machine: aMachine(),
    }))
    expect(new Set(made.map(({ account }) => account.id)).size).toBe(1_000)
    expect(new Set(made.map(({ account }) => emailIdentity(account.email))).size).toBe(1_000)
    expect(new Set(made.map(({ license }) => license.key.reveal())).size).toBe(1_000)
    expect(new Set(made.map(({ machine }) => machine)).size).toBe(1_000)
  })

  it('give ids that grow, as those of a process do', () => {
    const ids = Array.from({ length: 1_000 }, () => anId('Client'))
    expect(ids).toStrictEqual(ids.toSorted())
  })

  it('take overrides, and derive the end of the term from them', () => {
    const issuedAt = instant(Date.UTC(2024, 0, 31))
    const license = aLicense({ issuedAt, duration: termMonths(1), services: services('Domain', 'Hosting') })
    expect(license.expiresAt).toBe(Date.UTC(2024, 1, 29))
    expect(license.services).toStrictEqual(['Domain', 'Hosting'])
    expect(aClient({ name: displayName('Ada') }).name).toBe('Ada')
  })

  it('throw for a value that is none: the mistake is in the test', () => {
    expect(() => displayName('  ')).toThrow(TypeError)
    expect(() => emailAddress('nobody')).toThrow(TypeError)
    expect(() => termMonths(13)).toThrow(TypeError)
    expect(() => services()).toThrow(TypeError)
  })
})

describe('settableClock', () => {
  it('stands still until it is told otherwise', () => {
    const clock = settableClock()
    const start = clock.now()
    expect(clock.now()).toBe(start)
    clock.advance(1_500)
    expect(clock.now()).toBe(start + 1_500)
    clock.advance(-2_000)
    expect(clock.now()).toBe(start - 500)
    clock.set(instant(0))
    expect(clock.now()).toBe(0)
  })

  it('starts where it is told to, and holds whole milliseconds only', () => {
    const clock = settableClock(instant(42))
    expect(clock.now()).toBe(42)
    expect(() => clock.advance(0.5)).toThrow(RangeError)
    expect(clock.now()).toBe(42)
  })
})
