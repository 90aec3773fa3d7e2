import { createMemoryStore } from '@keybox/adapters-memory'
import { aFingerprint, settableClock, storeLicense, storeSeller, useCasePorts } from '@keybox/contracts'
import {
  activateLicense,
  revokeLicense,
  validateLicense,
  type Fingerprint,
  type License,
  type LicenseKey,
} from '@keybox/domain'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { soleWriter } from '../src/freshness.ts'
import { createLicenseCache, licenseFactsOf } from '../src/license-cache.ts'

const LICENSES = 3
const DAY = 86_400_000

type Step =
  | { readonly type: 'validate'; readonly license: number; readonly machine: string | undefined }
  | { readonly type: 'activate'; readonly license: number; readonly machine: string | undefined }
  | { readonly type: 'revoke'; readonly license: number; readonly revoked: boolean | undefined }
  | { readonly type: 'wait'; readonly days: number }

const license = fc.nat(LICENSES - 1)
const machine = fc.constantFrom('office-pc', 'laptop', undefined)
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: fc.constant('validate' as const), license, machine }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('activate' as const), license, machine }) },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('revoke' as const),
        license,
        revoked: fc.constantFrom(true, false, undefined),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('wait' as const), days: fc.nat(20) }) },
  ),
  { maxLength: 40 },
)

/** One store, written to through a cache, and two validations of what is in it: from the cache, and past it. */
async function bothWays(max: number) {
  const store = createMemoryStore()
  const { project } = await storeSeller(store)
  const licenses: License[] = []
  for (let count = 0; count < LICENSES; count += 1) licenses.push(await storeLicense(store, project))
  const clock = settableClock()
  const started = clock.now()
  const now = () => ({ wall: clock.now(), monotonic: clock.now() - started })
  const cache = createLicenseCache<never>({
    source: (key) => store.licenses.findByKey(key),
    freshness: soleWriter(now),
    max,
    storeDown: { type: 'last-known', maxMs: 900_000 },
    now,
    timer: (ms, callback) => {
      const timer = setTimeout(callback, ms)
      return () => clearTimeout(timer)
    },
  })
  const ports = { ...useCasePorts({ clock }), licenses: store.licenses, unitOfWork: cache.watched(store.unitOfWork) }
  const cached = validateLicense({ ...ports, licenseFacts: cache.facts })
  const uncached = validateLicense({ ...ports, licenseFacts: licenseFactsOf(store.licenses) })
  return {
    licenses,
    clock,
    activate: activateLicense(ports),
    revoke: revokeLicense(ports),
    expectEqual: async (key: LicenseKey, name: string | undefined): Promise<void> => {
      const command = { key, fingerprint: fingerprintOf(name) }
      // At once: the second of them joins the read of the first.
      const told = await Promise.all([cached(command), cached(command)])
      const right = await uncached(command)
      expect(told).toStrictEqual([right, right])
    },
  }
}

function fingerprintOf(name: string | undefined): Fingerprint | undefined {
  return name === undefined ? undefined : aFingerprint(name)
}

describe('a cache', () => {
  it.each([1, 2, 100])('of %i licences gives the replies of the store', async (max) => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const { licenses, clock, activate, revoke, expectEqual } = await bothWays(max)
        for (const step of taken) {
          if (step.type === 'wait') {
            clock.advance(step.days * DAY)
            continue
          }
          const of = licenses[step.license]
          if (of === undefined) continue
          const { key, owner } = of
          if (step.type === 'validate') await expectEqual(key, step.machine)
          else if (step.type === 'activate') await activate({ key, fingerprint: fingerprintOf(step.machine) })
          else await revoke({ key, owner, revoked: step.revoked })
        }
        for (const { key } of licenses) await expectEqual(key, 'office-pc')
      }),
      { numRuns: 200 },
    )
  })
})
