import { freshDatabaseUri } from '@keybox/test-mongodb'
import { MongoClient } from 'mongodb'
import { inject } from 'vitest'
import { openMongoStore, type MongoStore } from '../../src/index.ts'
import { aesGcmKeyVault } from './aes-gcm-key-vault.ts'

/** A store on a database of its own, which goes when the store is closed. */
export async function openFreshStore(uri: string = freshDatabaseUri(inject('mongoUri'))): Promise<MongoStore> {
  const opened = await openMongoStore({ uri, keyVault: aesGcmKeyVault() })
  if (!opened.ok) throw new Error(opened.error.message)
  const store = opened.value
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await store.close()
    await dropDatabase(uri)
  }
  return { ...store, close: () => (closing ??= close()) }
}

export async function dropDatabase(uri: string): Promise<void> {
  await withClient(uri, (client) => client.db().dropDatabase())
}

/** A connection beside the store's, to look at the database as somebody else. */
export async function withClient<T>(uri: string, use: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri)
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}
