import { activate, type ActivationRefused, type ActiveLicense } from '../license/license-activation.ts'
import type { License } from '../license/license.ts'
import type { LicenseKey } from '../license/license-key.ts'
import type { LicenseChanged, LicenseNotFound, LicenseReader } from '../license/license-repository.ts'
import type { Fingerprint, MachineId } from '../license/machine.ts'
import type { Clock } from '../ports/clock.ts'
import type { FingerprintHasher } from '../ports/fingerprint-hasher.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { retryConflicts } from './retry-conflicts.ts'

export interface ActivateLicenseDependencies {
  readonly licenses: LicenseReader
  readonly unitOfWork: UnitOfWork
  readonly fingerprintHasher: FingerprintHasher
  readonly clock: Clock
}

export interface ActivateLicenseCommand {
  /** undefined: a text that no key can be */
  readonly key: LicenseKey | undefined
  readonly fingerprint: Fingerprint | undefined
}

export interface FingerprintMissing {
  readonly type: 'FingerprintMissing'
}

export interface Activated {
  readonly license: ActiveLicense
  /** False when this machine had it already: activating again changes nothing. */
  readonly first: boolean
}

export type ActivationError = LicenseNotFound | FingerprintMissing | ActivationRefused

export type ActivateLicense = (command: ActivateLicenseCommand) => Promise<Result<Activated, ActivationError>>

/**
 * Binds a licence to the machine that shows its key first. Of any number of machines that race for it, one wins: what
 * was decided on a state is written only if the licence is still in it.
 */
export function activateLicense(dependencies: ActivateLicenseDependencies): ActivateLicense {
  const { licenses, unitOfWork, fingerprintHasher, clock } = dependencies
  return ({ key, fingerprint }) =>
    retryConflicts('LicenseChanged', async (): Promise<Result<Activated, ActivationError | LicenseChanged>> => {
      const license = key === undefined ? undefined : await licenses.findByKey(key)
      if (license === undefined) return err({ type: 'LicenseNotFound' })
      if (fingerprint === undefined) return err({ type: 'FingerprintMissing' })
      return attempt(unitOfWork, license, fingerprintHasher(fingerprint), clock)
    })
}

async function attempt(
  unitOfWork: UnitOfWork,
  license: License,
  machine: MachineId,
  clock: Clock,
): Promise<Result<Activated, ActivationRefused | LicenseChanged>> {
  const foreseen = activate(license, machine, clock.now())
  if (!foreseen.ok) return foreseen
  // A machine that activates again at each start costs a read, not a transaction.
  if (foreseen.value === license) return ok({ license: foreseen.value, first: false })
  return unitOfWork.run(async ({ licenses }) => {
    // Decided anew: the unit may have waited for its turn, and the term ended meanwhile.
    const next = activate(license, machine, clock.now())
    if (!next.ok) return next
    const replaced = await licenses.replace(next.value)
    return replaced.ok ? ok({ license: next.value, first: true }) : replaced
  })
}
