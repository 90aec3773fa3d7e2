import type { Instant } from '../shared/instant.ts'
import type { License } from './license.ts'

/**
 * - PENDING: issued, never activated
 * - ACTIVE: bound to a machine
 * - REVOKED: stopped by the developer
 * - EXPIRED: its term is over, whatever it was before
 */
export type LicenseStatus = 'PENDING' | 'ACTIVE' | 'REVOKED' | 'EXPIRED'

/** The one place where a status comes from. */
export function statusAt(
  license: Pick<License, 'expiresAt' | 'revokedAt' | 'activation'>,
  now: Instant,
): LicenseStatus {
  if (now >= license.expiresAt) return 'EXPIRED'
  if (license.revokedAt !== undefined) return 'REVOKED'
  return license.activation === undefined ? 'PENDING' : 'ACTIVE'
}
