import type { LicenseKey } from '../license/license-key.ts'
import { isDecidedByMemory, judge, type Verdict } from '../license/license-verdict.ts'
import type { Fingerprint } from '../license/machine.ts'
import type { Clock } from '../ports/clock.ts'
import type { FingerprintHasher } from '../ports/fingerprint-hasher.ts'
import type { KnownLicense, LicenseFacts } from '../ports/license-facts.ts'
import type { Instant } from '../shared/instant.ts'

export interface ValidateLicenseDependencies {
  readonly licenseFacts: LicenseFacts
  readonly fingerprintHasher: FingerprintHasher
  readonly clock: Clock
}

export interface ValidateLicenseCommand {
  /** undefined: a text that no key can be */
  readonly key: LicenseKey | undefined
  readonly fingerprint: Fingerprint | undefined
}

export interface Validation {
  readonly verdict: Verdict
  /** undefined: the verdict is current. Otherwise it is stale, and this is the last instant it is known to have been right at. */
  readonly asOf: Instant | undefined
}

export type ValidateLicense = (command: ValidateLicenseCommand) => Promise<Validation>

const NO_LICENSE: KnownLicense = { license: undefined, asOf: undefined }

/** Whether a customer's program may run. Every answer is a verdict; only a failure of the store is none. */
export function validateLicense(dependencies: ValidateLicenseDependencies): ValidateLicense {
  const { licenseFacts, fingerprintHasher, clock } = dependencies
  return async ({ key, fingerprint }) => {
    const machine = fingerprint === undefined ? undefined : fingerprintHasher(fingerprint)
    const known =
      key === undefined
        ? NO_LICENSE
        : await licenseFacts.find(key, (license) => isDecidedByMemory(judge(license, machine, clock.now())))
    // The time is taken after the read: a licence that expires meanwhile is expired.
    return { verdict: judge(known.license, machine, clock.now()), asOf: known.asOf }
  }
}
