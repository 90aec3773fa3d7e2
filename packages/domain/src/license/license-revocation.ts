import { exhaustive } from '../shared/exhaustive.ts'
import type { Instant } from '../shared/instant.ts'
import { err, ok, type Result } from '../shared/result.ts'
import type { License } from './license.ts'
import { statusAt } from './license-status.ts'

/** The licence is not in a state that the change can start from. */
export interface NotToggleable {
  readonly type: 'NotToggleable'
}

/**
 * ACTIVE → REVOKED, and REVOKED → what it was before: ACTIVE with its machine, or PENDING without one. Not safe to
 * retry, because a second toggle undoes the first; `setRevoked` is.
 */
export function toggleRevocation(license: License, now: Instant): Result<License, NotToggleable> {
  const status = statusAt(license, now)
  switch (status) {
    case 'ACTIVE':
      return ok(changed(license, { revokedAt: now }, now))
    case 'REVOKED':
      return ok(changed(license, { revokedAt: undefined }, now))
    case 'PENDING':
    case 'EXPIRED':
      return err({ type: 'NotToggleable' })
    default:
      return exhaustive(status)
  }
}

/** The very licence it was given when it is in the wanted state already, so that a retry changes nothing. */
export function setRevoked(license: License, revoked: boolean, now: Instant): Result<License, NotToggleable> {
  const status = statusAt(license, now)
  if (status === 'EXPIRED') return err({ type: 'NotToggleable' })
  if ((status === 'REVOKED') === revoked) return ok(license)
  return ok(changed(license, { revokedAt: revoked ? now : undefined }, now))
}

function changed(license: License, change: Pick<License, 'revokedAt'>, now: Instant): License {
  return { ...license, ...change, revision: license.revision + 1, updatedAt: now }
}
