import { DatabaseSync } from 'node:sqlite'
import { Binary, MongoClient, ObjectId } from 'mongodb'

/** A field of a record: a text, or bytes. Numbers and times are no credentials. */
export type StoredValue = string | Uint8Array

/**
 * Every text and every string of bytes in every record that a database holds.
 *
 * @param url as in `KEYBOX_DATABASE_URL`
 */
export async function storedValues(url: string): Promise<readonly StoredValue[]> {
  if (url.startsWith('sqlite:')) return sqliteValues(url.slice('sqlite:'.length))
  const client = await MongoClient.connect(url)
  try {
    const collections = await client.db().collections()
    const documents = await Promise.all(collections.map((collection) => collection.find().toArray()))
    return documents.flat().flatMap(valuesIn)
  } finally {
    await client.close()
  }
}

function sqliteValues(path: string): readonly StoredValue[] {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    return tables.flatMap(({ name }) => database.prepare(`SELECT * FROM "${String(name)}"`).all()).flatMap(valuesIn)
  } finally {
    database.close()
  }
}

function valuesIn(value: unknown): readonly StoredValue[] {
  if (typeof value === 'string' || value instanceof Uint8Array) return [value]
  if (value instanceof Binary) return [value.value()]
  if (value instanceof ObjectId) return [value.toHexString()]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesIn) : []
}
