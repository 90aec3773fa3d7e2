import { DatabaseSync } from 'node:sqlite'
import { MongoClient, ObjectId } from 'mongodb'

const ENTITIES = ['accounts', 'clients', 'projects', 'licenses'] as const

/** By kind of entity, the primary keys that another program finds in the database. */
export type StoredIds = Readonly<Record<(typeof ENTITIES)[number], readonly string[]>>

/** @param url as in `KEYBOX_DATABASE_URL`; not `memory:` */
export async function storedIds(url: string): Promise<StoredIds> {
  const idsOf = url.startsWith('sqlite:') ? sqliteIds(url.slice('sqlite:'.length)) : await mongoIds(url)
  return {
    accounts: idsOf('accounts'),
    clients: idsOf('clients'),
    projects: idsOf('projects'),
    licenses: idsOf('licenses'),
  }
}

type IdsOf = (entity: (typeof ENTITIES)[number]) => readonly string[]

function sqliteIds(path: string): IdsOf {
  return (entity) => {
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      const columns = database.prepare(`SELECT name FROM pragma_table_info('${entity}') WHERE pk = 1`).all()
      const [key] = columns.map(({ name }) => String(name))
      return database
        .prepare(`SELECT "${key}" AS id FROM ${entity}`)
        .all()
        .map(({ id }) => String(id))
    } finally {
      database.close()
    }
  }
}

async function mongoIds(url: string): Promise<IdsOf> {
  const client = await MongoClient.connect(url)
  try {
    const found = new Map<string, readonly string[]>()
    for (const entity of ENTITIES) {
      const documents = await client
        .db()
        .collection(entity)
        .find({}, { projection: { _id: 1 } })
        .toArray()
      found.set(
        entity,
        documents.map(({ _id: id }) => (id instanceof ObjectId ? id.toHexString() : String(id))),
      )
    }
    return (entity) => found.get(entity) ?? []
  } finally {
    await client.close()
  }
}
