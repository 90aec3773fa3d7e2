import { ObjectId, type ClientSession, type Db, type Document, type MongoClient } from 'mongodb'
import { setTimeout as pause } from 'node:timers/promises'
import type { AuditedStore, StoredClient, StoredLicense, StoredProject, StoreView } from './stored.ts'

/** A database on a replica set; `client` belongs to the caller. */
export function mongoStore(client: MongoClient, url: string, name: string): AuditedStore {
  const database = client.db(name)
  return {
    url,
    view: (look) => asSnapshot(client, (session) => look(viewOf(database, session))),
    damage: async () => {
      const results = await Promise.all(COLLECTIONS.map((collection) => database.command({ validate: collection })))
      return results.filter(({ valid }) => valid !== true).map((result) => JSON.stringify(result))
    },
  }
}

const COLLECTIONS = ['accounts', 'clients', 'projects', 'licenses'] as const
const ATTEMPTS = 20
const AGAIN_MS = 500

/**
 * One snapshot, of what a majority has: https://www.mongodb.com/docs/manual/reference/read-concern-snapshot/. Begun anew
 * when an election comes between.
 */
async function asSnapshot<T>(client: MongoClient, look: (session: ClientSession) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const session = client.startSession({ snapshot: true })
    try {
      return await look(session)
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
      await pause(AGAIN_MS)
    } finally {
      await session.endSession()
    }
  }
}

function viewOf(database: Db, session: ClientSession): StoreView {
  const find = (collection: string, filter: Document): Promise<Document[]> =>
    database.collection(collection).find(filter, { session }).toArray()
  const count = async (collection: string): Promise<number> => {
    const [counted] = await database
      .collection(collection)
      .aggregate([{ $count: 'n' }], { session })
      .toArray()
    return Number(counted?.['n'] ?? 0)
  }
  const without = async (
    outside: string,
    inside: string,
    [local, foreign]: readonly [string, string],
  ): Promise<string[]> => {
    const lookUp = { $lookup: { from: inside, localField: local, foreignField: foreign, as: 'found' } }
    const stages = [lookUp, { $match: { found: [] } }, { $project: { _id: 1 } }]
    return (await database.collection(outside).aggregate(stages, { session }).toArray()).map((found) =>
      String(found['_id']),
    )
  }
  return {
    accounts: async (email) => (await find('accounts', { emailIdentity: email })).map(({ _id }) => String(_id)),
    clients: async (owner, email) =>
      (await find('clients', { owner: idOf(owner), emailIdentity: email })).map(clientOf),
    projects: async (owner, client) =>
      (await find('projects', { owner: idOf(owner), client: idOf(client) })).map(projectOf),
    licenses: async (project) => (await find('licenses', { project: idOf(project) })).map(licenseOf),
    totals: async () => ({
      accounts: await count('accounts'),
      clients: await count('clients'),
      projects: await count('projects'),
      licenses: await count('licenses'),
    }),
    orphans: async () => [
      ...(await without('projects', 'licenses', ['_id', 'project'])).map((id) => `project ${id}: no licence`),
      ...(await without('licenses', 'projects', ['project', '_id'])).map((id) => `licence ${id}: no project`),
      ...(await without('projects', 'clients', ['client', '_id'])).map((id) => `project ${id}: no client`),
    ],
  }
}

function clientOf(document: Document): StoredClient {
  return {
    id: String(document['_id']),
    owner: String(document['owner']),
    name: String(document['name']),
    email: String(document['email']),
    createdAt: time(document, 'createdAt'),
  }
}

function projectOf(document: Document): StoredProject {
  return {
    id: String(document['_id']),
    owner: String(document['owner']),
    client: String(document['client']),
    name: String(document['name']),
    createdAt: time(document, 'createdAt'),
  }
}

function licenseOf(document: Document): StoredLicense {
  const activation = document['activation'] as { readonly machine: string } | undefined
  return {
    id: String(document['_id']),
    owner: String(document['owner']),
    client: String(document['client']),
    project: String(document['project']),
    duration: Number(document['duration']),
    services: document['services'] as readonly string[],
    issuedAt: time(document, 'issuedAt'),
    expiresAt: time(document, 'expiresAt'),
    machine: activation?.machine,
    revoked: document['revokedAt'] !== undefined,
    revision: Number(document['revision']),
  }
}

function idOf(text: string): ObjectId {
  return new ObjectId(text)
}

function time(document: Document, field: string): string {
  return (document[field] as Date).toISOString()
}
