import type { LicenseKey } from '../license/license-key.ts'
import { isDecidedByMemory, judge, type Verdict } from '../license/license-verdict.ts'
import type { License } from '../license/license.ts'
import { isBoundTo } from '../license/license-activation.ts'
import type { Fingerprint, MachineId } from '../license/machine.ts'
import type { Clock } from '../ports/clock.ts'
import type { FingerprintHasher } from '../ports/fingerprint-hasher.ts'
import type { KnownLicense, LicenseFacts } from '../ports/license-facts.ts'
import type { Awaitable } from '../shared/awaitable.ts'
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
  /** Whether the machine is the one that the licence is bound to: whoever asks has both, and did not just guess the key. */
  readonly proven: boolean
}

/** A verdict that rests on remembered facts is given at once. */
export type ValidateLicense = (command: ValidateLicenseCommand) => Awaitable<Validation>

const NO_LICENSE: KnownLicense = { license: undefined, asOf: undefined }

/** Whether a customer's program may run. Every answer is a verdict; only a failure of the store is none. */
export function validateLicense(dependencies: ValidateLicenseDependencies): ValidateLicense {
  const { licenseFacts, fingerprintHasher, clock } = dependencies
  return ({ key, fingerprint }) => {
    const machine = fingerprint === undefined ? undefined : fingerprintHasher(fingerprint)
    // The time is taken after the read: a licence that expires meanwhile is expired.
    const validation = ({ license, asOf }: KnownLicense): Validation => {
      const verdict = judge(license, machine, clock.now())
      return { verdict, asOf, proven: verdict.status === 'active' || isProven(license, machine) }
    }
    if (key === undefined) return validation(NO_LICENSE)
    const known = licenseFacts.find(key, (license) => isDecidedByMemory(judge(license, machine, clock.now())))
    return known instanceof Promise ? known.then(validation) : validation(known)
  }
}

function isProven(license: License | undefined, machine: MachineId | undefined): boolean {
  return license !== undefined && isBoundTo(license, machine)
}
