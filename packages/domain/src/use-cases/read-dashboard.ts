import type { Client } from '../client/client.ts'
import type { License } from '../license/license.ts'
import { statusAt, type LicenseStatus } from '../license/license-status.ts'
import type { Clock } from '../ports/clock.ts'
import type { ClientPlace, DashboardPage, DashboardPart, DashboardReader } from '../ports/dashboard-reader.ts'
import type { Project } from '../project/project.ts'
import type { AccountId, ClientId } from '../shared/entity-id.ts'
import type { Instant } from '../shared/instant.ts'

export interface ReadDashboardDependencies {
  readonly dashboards: DashboardReader
  readonly clock: Clock
}

export interface ReadDashboardQuery {
  readonly owner: AccountId
  /** Only this client; undefined for all of them. */
  readonly client: ClientId | undefined
  /** Only this page of the clients; undefined for all of them. */
  readonly page?: DashboardPage | undefined
}

/** As the port gives them, each licence with its status; all statuses are of one and the same instant. */
export type DashboardEntry =
  | { readonly type: 'counts'; readonly clients: number; readonly projects: number }
  | { readonly type: 'client'; readonly client: Client }
  | { readonly type: 'project'; readonly project: Project }
  | { readonly type: 'license'; readonly license: License; readonly status: LicenseStatus }
  | { readonly type: 'more'; readonly after: ClientPlace }

export type ReadDashboard = (query: ReadDashboardQuery) => AsyncIterable<DashboardEntry>

/** All that a developer has sold, piece by piece, as one consistent snapshot in order of creation. */
export function readDashboard({ dashboards, clock }: ReadDashboardDependencies): ReadDashboard {
  return async function* ({ owner, client, page }) {
    let now: Instant | undefined
    for await (const part of dashboards.read(owner, client, page)) {
      // Not before the first part: a store may let a reader wait, and terms end meanwhile.
      now ??= clock.now()
      yield withStatus(part, now)
    }
  }
}

function withStatus(part: DashboardPart, now: Instant): DashboardEntry {
  return part.type === 'license' ? { ...part, status: statusAt(part.license, now) } : part
}
