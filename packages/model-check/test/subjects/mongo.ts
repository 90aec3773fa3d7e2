import { openMongoStore } from '@keybox/adapters-mongo'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import { MongoClient } from 'mongodb'
import { keyVault } from './key-vault.ts'
import { composeUseCases, type Subject } from './subject.ts'

/** On a database of its own; a restart is nothing to it, because its server goes on. */
export async function mongoSubject(serverUri: string): Promise<Subject> {
  const uri = freshDatabaseUri(serverUri)
  const opened = await openMongoStore({ uri, keyVault })
  if (!opened.ok) throw new Error(opened.error.message)
  const store = opened.value
  return {
    name: 'mongodb',
    compose: (ports) => composeUseCases(store, ports),
    restart: async () => {},
    close: async () => {
      await store.close()
      const client = await MongoClient.connect(uri)
      await client.db().dropDatabase()
      await client.close()
    },
  }
}
