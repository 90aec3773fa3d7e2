import type { AccountId, ClientId, DashboardPage } from '@keybox/domain'

/** What to read: everything of an owner, one client, or a page of the clients. */
export interface DashboardQuery {
  readonly owner: AccountId
  readonly client: ClientId | undefined
  readonly page: DashboardPage | undefined
}
