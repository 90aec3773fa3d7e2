import { exhaustive } from '../shared/exhaustive.ts'
import type { Instant } from '../shared/instant.ts'
import type { License } from './license.ts'
import { isBoundTo } from './license-activation.ts'
import { statusAt } from './license-status.ts'
import type { MachineId } from './machine.ts'

/** What a customer's program is told. Only `active` lets it run. */
export type Verdict =
  | { readonly status: 'active'; readonly license: License }
  | { readonly status: 'invalid' }
  | { readonly status: 'expired'; readonly expiresAt: Instant }
  | { readonly status: 'revoked' }
  | { readonly status: 'pending' }
  | { readonly status: 'machine_mismatch' }

/** Where several apply, the first of: invalid, expired, revoked, pending, machine_mismatch. */
export function judge(license: License | undefined, machine: MachineId | undefined, now: Instant): Verdict {
  if (license === undefined) return { status: 'invalid' }
  const status = statusAt(license, now)
  switch (status) {
    case 'EXPIRED':
      return { status: 'expired', expiresAt: license.expiresAt }
    case 'REVOKED':
      return { status: 'revoked' }
    case 'PENDING':
      return { status: 'pending' }
    case 'ACTIVE':
      return isBoundTo(license, machine) ? { status: 'active', license } : { status: 'machine_mismatch' }
    default:
      return exhaustive(status)
  }
}

/**
 * Whether a verdict may rest on remembered facts: an active one, because whoever takes rights away waits until it is no
 * longer given, and an expired one, because nothing undoes it. Any other may have been overtaken by a purchase, an
 * activation or a reinstatement that the customer knows of already.
 */
export function isDecidedByMemory(verdict: Verdict): boolean {
  return verdict.status === 'active' || verdict.status === 'expired'
}
