import { activationScope } from '../idempotency/idempotency-scope.ts'
import { once, type IdempotentRequest, type NotDoneAgain, type RunOnce } from '../idempotency/once.ts'
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

export type ActivateLicense = (
  command: ActivateLicenseCommand,
  request?: IdempotentRequest<Activated>,
) => Promise<Result<Activated, ActivationError | NotDoneAgain>>

/**
 * Binds a licence to the machine that shows its key first. Of any number of machines that race for it, one wins: what
 * was decided on a state is written only if the licence is still in it.
 */
export function activateLicense(dependencies: ActivateLicenseDependencies): ActivateLicense {
  const { licenses, fingerprintHasher, clock } = dependencies
  const runOnce = once(dependencies)
  return ({ key, fingerprint }, request) =>
    retryConflicts('LicenseChanged', async (): Promise<Attempted> => {
      const license = key === undefined ? undefined : await licenses.findByKey(key)
      if (license === undefined) return err({ type: 'LicenseNotFound' })
      if (fingerprint === undefined) return err({ type: 'FingerprintMissing' })
      const machine = fingerprintHasher(fingerprint)
      // One that the client can name was perhaps answered before, by another state than this.
      if (request !== undefined) return write(runOnce, license, machine, clock, request)
      const foreseen = activate(license, machine, clock.now())
      if (!foreseen.ok) return foreseen
      // A machine that activates again at each start costs a read, not a transaction.
      if (foreseen.value === license) return ok({ license: foreseen.value, first: false })
      return write(runOnce, license, machine, clock)
    })
}

type Attempted = Result<Activated, ActivationError | LicenseChanged | NotDoneAgain>

function write(
  runOnce: RunOnce,
  license: License,
  machine: MachineId,
  clock: Clock,
  request?: IdempotentRequest<Activated>,
): Promise<Attempted> {
  return runOnce(request, activationScope(license.id), async ({ licenses }): Promise<Attempted> => {
    // Here in any case: the unit may have waited for its turn, and the term ended meanwhile.
    const next = activate(license, machine, clock.now())
    if (!next.ok) return next
    const first = next.value !== license
    const written = await (first ? licenses.replace(next.value) : licenses.confirm(license))
    return written.ok ? ok({ license: next.value, first }) : written
  })
}
