import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { MongoClient } from 'mongodb'

/**
 * Everything that a database holds, as bytes: the SQLite file with its write-ahead log and shared memory (not the secret
 * file beside it), or every document of every MongoDB collection.
 *
 * @param url as in `KEYBOX_DATABASE_URL`
 */
export async function storedBytes(url: string): Promise<Buffer> {
  if (url.startsWith('sqlite:')) return sqliteFiles(url.slice('sqlite:'.length))
  if (url.startsWith('mongodb')) return mongoDocuments(url)
  throw new TypeError('Nothing is stored')
}

async function sqliteFiles(path: string): Promise<Buffer> {
  const names = await readdir(dirname(path))
  const files = names.filter((name) => name.startsWith(basename(path)) && !name.endsWith('.secret'))
  return Buffer.concat(await Promise.all(files.map((name) => readFile(join(dirname(path), name)))))
}

async function mongoDocuments(url: string): Promise<Buffer> {
  const client = await MongoClient.connect(url)
  try {
    const collections = await client.db().collections()
    const dumps = await Promise.all(collections.map((collection) => collection.find({}, { raw: true }).toArray()))
    // With `raw`, a document is the BSON that came over the wire.
    return Buffer.concat(dumps.flat().flatMap((document: unknown) => (Buffer.isBuffer(document) ? [document] : [])))
  } finally {
    await client.close()
  }
}
