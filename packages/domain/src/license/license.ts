import type { AccountId, ClientId, LicenseId, ProjectId } from '../shared/entity-id.ts'
import type { Instant } from '../shared/instant.ts'
import type { LicenseKey } from './license-key.ts'
import { endOfTerm, type TermMonths } from './license-term.ts'
import type { MachineId } from './machine.ts'
import type { Services } from './service-catalog.ts'

/** The machine that a licence is bound to, and since when. */
export interface Activation {
  readonly machine: MachineId
  readonly at: Instant
}

/**
 * The facts about a licence. Its status is none of them: `statusAt` derives it from these and the time asked about, so
 * that a term ends at its instant whether or not anything runs then.
 */
export interface License {
  readonly id: LicenseId
  readonly key: LicenseKey
  readonly owner: AccountId
  readonly client: ClientId
  readonly project: ProjectId
  readonly duration: TermMonths
  readonly services: Services
  readonly issuedAt: Instant
  /** The first instant at which it is expired. */
  readonly expiresAt: Instant
  readonly activation: Activation | undefined
  readonly revokedAt: Instant | undefined
  /** 1 when issued, one more with every change: two states of one licence never share a revision. */
  readonly revision: number
  readonly updatedAt: Instant
}

export type LicenseOrder = Pick<License, 'id' | 'key' | 'owner' | 'client' | 'project' | 'duration' | 'services'>

/** A new licence; its term starts at `now`, not with the activation. */
export function issueLicense(order: LicenseOrder, now: Instant): License {
  const { id, key, owner, client, project, duration, services } = order
  return {
    id,
    key,
    owner,
    client,
    project,
    duration,
    services,
    issuedAt: now,
    expiresAt: endOfTerm(now, duration),
    activation: undefined,
    revokedAt: undefined,
    revision: 1,
    updatedAt: now,
  }
}
