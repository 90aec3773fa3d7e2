import type { AccountReader } from '../account/account-repository.ts'
import type { ClientReader } from '../client/client-repository.ts'
import type { LicenseReader } from '../license/license-repository.ts'
import type { ProjectReader } from '../project/project-repository.ts'
import type { SessionReader } from '../session/session-repository.ts'
import type { DashboardReader } from './dashboard-reader.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/**
 * What a storage adapter provides. Its readers see only what is committed, and whatever was committed before they were
 * asked.
 */
export interface Store {
  readonly accounts: AccountReader
  readonly sessions: SessionReader
  readonly clients: ClientReader
  readonly projects: ProjectReader
  readonly licenses: LicenseReader
  readonly dashboards: DashboardReader
  readonly unitOfWork: UnitOfWork
  /** Resolves when the store answers. @throws StoreFailure when it does not, within a few seconds */
  ping(): Promise<void>
  /** Waits for units of work that run, then frees everything. May be called twice. */
  close(): Promise<void>
}

/** Why a store may not be served, found while it was opened; nothing in it was changed. */
export interface StoreRefused {
  readonly type: 'StoreRefused'
  readonly reason:
    | 'IN_USE' // another server has it open
    | 'WRONG_SECRET' // it was filled under another secret
    | 'NEWER_SCHEMA' // a later version of this program wrote it
    | 'NO_REPLICA_SET' // a MongoDB server without transactions
    | 'UNREACHABLE' // no answer, no permission, not a database
  /** One readable line that says what to do. */
  readonly message: string
}
