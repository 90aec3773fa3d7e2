import { activationScope } from '../idempotency/idempotency-scope.ts'
import { once, type IdempotentRequest, type NotDoneAgain } from '../idempotency/once.ts'
import { activate, type ActivationRefused, type ActiveLicense } from '../license/license-activation.ts'
import type { License } from '../license/license.ts'
import type { LicenseKey } from '../license/license-key.ts'
import type { LicenseChanged, LicenseNotFound, LicenseReader } from '../license/license-repository.ts'
import type { Fingerprint, MachineId } from '../license/machine.ts'
import type { Clock } from '../ports/clock.ts'
import type { FingerprintHasher } from '../ports/fingerprint-hasher.ts'
import type { Pause } from '../ports/pause.ts'
import type { Repositories, UnitOfWork } from '../ports/unit-of-work.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { retryLostRace } from './retry-lost-race.ts'

export interface ActivateLicenseDependencies {
  readonly licenses: LicenseReader
  readonly unitOfWork: UnitOfWork
  readonly fingerprintHasher: FingerprintHasher
  readonly clock: Clock
  readonly pause: Pause
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
  const { licenses, fingerprintHasher, clock, pause } = dependencies
  const runOnce = once(dependencies)
  return async ({ key, fingerprint }, request) => {
    const seen = key === undefined ? undefined : await licenses.findByKey(key)
    if (seen === undefined) return err({ type: 'LicenseNotFound' })
    if (fingerprint === undefined) return err({ type: 'FingerprintMissing' })
    const machine = fingerprintHasher(fingerprint)
    // One that the client can name was perhaps answered before, by another state than this.
    if (request === undefined) {
      const foreseen = activate(seen, machine, clock.now())
      if (!foreseen.ok) return foreseen
      // A machine that activates again at each start costs a read, not a transaction.
      if (foreseen.value === seen) return ok({ license: foreseen.value, first: false })
    }
    const scope = activationScope(seen.id)
    return retryLostRace('LicenseChanged', pause, (losses: number): Promise<Attempted> =>
      runOnce(request, scope, async (unit): Promise<Attempted> => {
        // What was seen costs nothing more, and is nearly always right. Who lost by it reads what it is compared with.
        const license = losses === 0 ? seen : await unit.licenses.findByKey(seen.key)
        return license === undefined ? err({ type: 'LicenseNotFound' }) : bind(unit, license, machine, clock)
      }),
    )
  }
}

type Attempted = Result<Activated, ActivationError | LicenseChanged | NotDoneAgain>

async function bind(
  { licenses }: Repositories,
  license: License,
  machine: MachineId,
  clock: Clock,
): Promise<Attempted> {
  // Here in any case: the unit may have waited for its turn, and the term ended meanwhile.
  const next = activate(license, machine, clock.now())
  const first = next.ok && next.value !== license
  // A refusal, too, rests on a state that must be the licence's own, and stay.
  const written = await (first ? licenses.replace(next.value) : licenses.confirm(license))
  if (!written.ok) return written
  return next.ok ? ok({ license: next.value, first }) : next
}
