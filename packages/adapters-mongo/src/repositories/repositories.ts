import type { Repositories, Store } from '@keybox/domain'
import type { Collections } from '../collections.ts'
import type { StoreSecrets } from '../secrets/store-secrets.ts'
import type { WriteAccess } from './access.ts'
import { accountRepository } from './account-repository.ts'
import { clientRepository } from './client-repository.ts'
import { licenseRepository } from './license-repository.ts'
import { projectRepository } from './project-repository.ts'
import { replyRepository } from './reply-repository.ts'
import { sessionRepository } from './session-repository.ts'

/** What units of work read outside of their transactions. */
export type CommittedReaders = Pick<Store, 'clients' | 'projects'>

/** The repositories of one unit of work. */
export function repositoriesOf(
  collections: Collections,
  secrets: StoreSecrets,
  access: WriteAccess,
  committed: CommittedReaders,
): Repositories {
  return {
    accounts: accountRepository(collections.accounts, access),
    sessions: sessionRepository(collections.sessions, access),
    clients: clientRepository(collections.clients, access, committed.clients),
    projects: projectRepository(collections.projects, access, committed.projects),
    licenses: licenseRepository(collections.licenses, secrets, access),
    replies: replyRepository(collections.replies, secrets, access),
  }
}
