import { DatabaseSync } from 'node:sqlite'
import { MongoClient, type Binary, type ObjectId } from 'mongodb'

/** What is sealed in a database, past every adapter. */
export interface StoredSeals {
  readonly licenses: readonly { readonly id: string; readonly seal: Uint8Array }[]
  readonly replies: readonly { readonly id: Uint8Array; readonly seal: Uint8Array }[]
}

/** @param url as in `KEYBOX_DATABASE_URL` */
export async function storedSeals(url: string): Promise<StoredSeals> {
  return url.startsWith('sqlite:') ? sqliteSeals(url.slice('sqlite:'.length)) : mongoSeals(url)
}

function sqliteSeals(path: string): StoredSeals {
  const database = new DatabaseSync(path, { readOnly: true })
  const licenses = database.prepare('SELECT _id AS id, key_seal AS seal FROM licenses').all()
  const replies = database.prepare('SELECT _id AS id, body_seal AS seal FROM kept_replies').all()
  database.close()
  return {
    licenses: licenses.map(({ id, seal }) => ({ id: String(id), seal: seal as Uint8Array })),
    replies: replies.map(({ id, seal }) => ({ id: id as Uint8Array, seal: seal as Uint8Array })),
  }
}

async function mongoSeals(url: string): Promise<StoredSeals> {
  const client = await MongoClient.connect(url)
  try {
    const licenses = client.db().collection<{ _id: ObjectId; keySeal: Binary }>('licenses').find()
    const replies = client.db().collection<{ _id: Binary; bodySeal: Binary }>('kept_replies').find()
    return {
      licenses: await licenses
        .map(({ _id: id, keySeal }) => ({ id: id.toHexString(), seal: keySeal.value() }))
        .toArray(),
      replies: await replies.map(({ _id: id, bodySeal }) => ({ id: id.value(), seal: bodySeal.value() })).toArray(),
    }
  } finally {
    await client.close()
  }
}
