import type { License } from '../license/license.ts'
import type { LicenseKey } from '../license/license-key.ts'
import type { LicenseChanged, LicenseNotFound } from '../license/license-repository.ts'
import { setRevoked, toggleRevocation, type NotToggleable } from '../license/license-revocation.ts'
import { statusAt, type LicenseStatus } from '../license/license-status.ts'
import type { Clock } from '../ports/clock.ts'
import type { Pause } from '../ports/pause.ts'
import type { Propagation } from '../ports/propagation.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { AccountId } from '../shared/entity-id.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { retryLostRace } from './retry-lost-race.ts'

export interface RevokeLicenseDependencies {
  readonly unitOfWork: UnitOfWork
  readonly propagation: Propagation
  readonly clock: Clock
  readonly pause: Pause
}

export interface RevokeLicenseCommand {
  readonly owner: AccountId
  readonly key: LicenseKey
  /** The state to set, which is safe to retry; undefined toggles, which is not. */
  readonly revoked: boolean | undefined
}

export interface Revocation {
  readonly license: License
  readonly status: LicenseStatus
  /** False when the licence was in the wanted state already. */
  readonly changed: boolean
}

export type RevokeLicense = (
  command: RevokeLicenseCommand,
) => Promise<Result<Revocation, LicenseNotFound | NotToggleable>>

/**
 * Stops a licence, or lets it go on as what it was. Of any number at once, each sees the state that the one before left.
 * A revocation is answered when no node lets the licence pass any more, also when it was revoked already.
 */
export function revokeLicense({ unitOfWork, propagation, clock, pause }: RevokeLicenseDependencies): RevokeLicense {
  return async (command) => {
    const outcome = await retryLostRace('LicenseChanged', pause, () => attempt(unitOfWork, command, clock))
    // Of an expired licence too: by another node's clock its term may still run for a moment.
    if (outcome.ok && outcome.value.license.revokedAt !== undefined) await propagation.reached(outcome.value.license)
    return outcome
  }
}

function attempt(
  unitOfWork: UnitOfWork,
  { owner, key, revoked }: RevokeLicenseCommand,
  clock: Clock,
): Promise<Result<Revocation, LicenseNotFound | NotToggleable | LicenseChanged>> {
  return unitOfWork.run(async ({ licenses }) => {
    const license = await licenses.findOwned(owner, key)
    if (license === undefined) return err({ type: 'LicenseNotFound' })
    // Not before the read: the unit may have waited for its turn, and the term ended meanwhile.
    const now = clock.now()
    const next = revoked === undefined ? toggleRevocation(license, now) : setRevoked(license, revoked, now)
    const changed = next.ok && next.value !== license
    // A refusal, too, rests on a state that must be the licence's own, and stay.
    const done = await (changed ? licenses.replace(next.value) : licenses.confirm(license))
    if (!done.ok) return done
    return next.ok ? ok({ license: next.value, status: statusAt(next.value, now), changed }) : next
  })
}
