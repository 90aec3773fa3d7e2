import { MongoClient } from 'mongodb'

/** Drops every database whose name begins with the prefix, which must not be empty. */
export async function dropDatabases(uri: string, prefix: string): Promise<void> {
  if (!prefix) throw new Error('Without a prefix every database would be dropped.')
  const client = new MongoClient(uri)
  try {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true })
    for (const { name } of databases.filter((database) => database.name.startsWith(prefix))) {
      await client.db(name).dropDatabase()
    }
  } finally {
    await client.close()
  }
}
