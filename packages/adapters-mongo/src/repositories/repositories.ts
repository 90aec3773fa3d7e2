import type { KeyVault, Repositories } from '@keybox/domain'
import type { Collections } from '../collections.ts'
import type { WriteAccess } from './access.ts'
import { accountRepository } from './account-repository.ts'
import { clientRepository } from './client-repository.ts'
import { licenseRepository } from './license-repository.ts'
import { projectRepository } from './project-repository.ts'
import { replyRepository } from './reply-repository.ts'

/** The repositories of one unit of work. */
export function repositoriesOf(collections: Collections, keyVault: KeyVault, access: WriteAccess): Repositories {
  return {
    accounts: accountRepository(collections.accounts, access),
    clients: clientRepository(collections.clients, access),
    projects: projectRepository(collections.projects, access),
    licenses: licenseRepository(collections.licenses, keyVault, access),
    replies: replyRepository(collections.replies, keyVault, access),
  }
}
