import type { LicenseKey } from '../license/license-key.ts'
import type { LicenseReader } from '../license/license-repository.ts'
import { judge, type Verdict } from '../license/license-verdict.ts'
import type { Fingerprint } from '../license/machine.ts'
import type { Clock } from '../ports/clock.ts'
import type { FingerprintHasher } from '../ports/fingerprint-hasher.ts'

export interface ValidateLicenseDependencies {
  readonly licenses: LicenseReader
  readonly fingerprintHasher: FingerprintHasher
  readonly clock: Clock
}

export interface ValidateLicenseCommand {
  /** undefined: a text that no key can be */
  readonly key: LicenseKey | undefined
  readonly fingerprint: Fingerprint | undefined
}

export type ValidateLicense = (command: ValidateLicenseCommand) => Promise<Verdict>

/** Whether a customer's program may run. Every answer is a verdict; only a failure of the store is none. */
export function validateLicense(dependencies: ValidateLicenseDependencies): ValidateLicense {
  const { licenses, fingerprintHasher, clock } = dependencies
  return async ({ key, fingerprint }) => {
    const license = key === undefined ? undefined : await licenses.findByKey(key)
    const machine = fingerprint === undefined ? undefined : fingerprintHasher(fingerprint)
    // The time is taken after the read: a licence that expires meanwhile is expired.
    return judge(license, machine, clock.now())
  }
}
