import type { ClientEmailTaken, ClientReader, ClientRepository } from '@keybox/domain'
import type { Collection } from 'mongodb'
import { rehydrateClient, toClientDocument, type ClientDocument } from '../documents/client-document.ts'
import { toObjectId } from '../documents/object-id.ts'
import type { ReadAccess, WriteAccess } from './access.ts'
import { insertUnique } from './insert-unique.ts'

const CLIENT_EMAIL_TAKEN: ClientEmailTaken = { type: 'ClientEmailTaken' }

export function clientReader(clients: Collection<ClientDocument>, access: ReadAccess): ClientReader {
  return {
    async find(owner, id) {
      const filter = { _id: toObjectId(id), owner: toObjectId(owner) }
      const found = await access.read((options) => clients.findOne(filter, options))
      return found === null ? undefined : rehydrateClient(found)
    },
  }
}

export function clientRepository(clients: Collection<ClientDocument>, access: WriteAccess): ClientRepository {
  return {
    ...clientReader(clients, access),
    insert(client) {
      const unique = { field: 'emailIdentity', conflict: CLIENT_EMAIL_TAKEN } as const
      return access.write((options) => insertUnique(clients, toClientDocument(client), options, unique))
    },
  }
}
