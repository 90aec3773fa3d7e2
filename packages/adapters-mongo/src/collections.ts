import type { Collection, CollectionOptions, Db } from 'mongodb'
import type { AccountDocument } from './documents/account-document.ts'
import type { ClientDocument } from './documents/client-document.ts'
import type { LicenseDocument } from './documents/license-document.ts'
import type { ProjectDocument } from './documents/project-document.ts'
import type { ReplyDocument } from './documents/reply-document.ts'
import type { SessionDocument } from './documents/session-document.ts'

export interface Collections {
  readonly accounts: Collection<AccountDocument>
  readonly sessions: Collection<SessionDocument>
  readonly clients: Collection<ClientDocument>
  readonly projects: Collection<ProjectDocument>
  readonly licenses: Collection<LicenseDocument>
  readonly replies: Collection<ReplyDocument>
}

/** Handles that read and write as `options` say wherever they are used outside a transaction. */
export function collectionsOf(database: Db, options: CollectionOptions): Collections {
  return {
    accounts: database.collection('accounts', options),
    sessions: database.collection('sessions', options),
    clients: database.collection('clients', options),
    projects: database.collection('projects', options),
    licenses: database.collection('licenses', options),
    replies: database.collection('kept_replies', options),
  }
}
