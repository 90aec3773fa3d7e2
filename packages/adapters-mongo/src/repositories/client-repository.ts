import type { Client, ClientEmailTaken, ClientReader, ClientRepository, TimeLeft } from '@keybox/domain'
import type { Collection } from 'mongodb'
import { rehydrateClient, toClientDocument, type ClientDocument } from '../documents/client-document.ts'
import { toObjectId } from '../documents/object-id.ts'
import type { ReadAccess, WriteAccess } from './access.ts'
import { gatherOwned } from './gathered-owned.ts'
import { insertUnique } from './insert-unique.ts'

const CLIENT_EMAIL_TAKEN: ClientEmailTaken = { type: 'ClientEmailTaken' }

function clientReader(clients: Collection<ClientDocument>, access: ReadAccess): ClientReader {
  return {
    async find(owner, id) {
      const filter = { _id: toObjectId(id), owner: toObjectId(owner) }
      const found = await access.read((options) => clients.findOne(filter, options))
      return found === null ? undefined : rehydrateClient(found)
    },
  }
}

/** By default the server would try the indexes that begin with the owner as well. */
const BY_ID = { _id: 1 } as const

/** Outside units of work. */
export function gatheringClientReader(
  clients: Collection<ClientDocument>,
  access: ReadAccess,
  timeLeft: TimeLeft,
): ClientReader {
  const reader = clientReader(clients, access)
  const gathered = gatherOwned<'Client', Client>(
    {
      one: (owner, id) => reader.find(owner, id),
      async many(owners, ids) {
        const filter = { _id: { $in: ids.map(toObjectId) }, owner: { $in: owners.map(toObjectId) } }
        const found = await access.read((options) => clients.find(filter, { ...options, hint: BY_ID }).toArray())
        return found.map(rehydrateClient)
      },
    },
    timeLeft,
  )
  return { find: gathered }
}

export function clientRepository(
  clients: Collection<ClientDocument>,
  access: WriteAccess,
  committed: ClientReader,
): ClientRepository {
  return {
    find: (owner, id) =>
      access.readUnchanging(
        () => committed.find(owner, id),
        (within) => clientReader(clients, within).find(owner, id),
      ),
    insert(client) {
      const unique = { field: 'emailIdentity', conflict: CLIENT_EMAIL_TAKEN } as const
      return access.write((options) => insertUnique(clients, toClientDocument(client), options, unique))
    },
  }
}
