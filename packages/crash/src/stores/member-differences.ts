import { MongoClient } from 'mongodb'

/**
 * Where members of a replica set hold something else than the first of them, by the hashes of their collections.
 * https://www.mongodb.com/docs/manual/reference/command/dbHash/
 */
export async function differencesBetween(addresses: readonly string[], database: string): Promise<readonly string[]> {
  const [first, ...others] = await Promise.all(addresses.map((address) => hashesOf(address, database)))
  return others.flatMap((hashes, index) =>
    Object.entries(first ?? {})
      .filter(([collection, hash]) => hashes[collection] !== hash)
      .map(([collection]) => `${collection} is another on member ${index + 2} than on the first`),
  )
}

async function hashesOf(address: string, database: string): Promise<Readonly<Record<string, string>>> {
  const client = new MongoClient(`mongodb://${address}/?directConnection=true`)
  try {
    const { collections } = await client.db(database).command({ dbHash: 1, collections: COLLECTIONS })
    return collections as Record<string, string>
  } finally {
    await client.close()
  }
}

/** What servers write to in the background, such as their leases, may change between two questions. */
const COLLECTIONS = ['accounts', 'clients', 'projects', 'licenses']
