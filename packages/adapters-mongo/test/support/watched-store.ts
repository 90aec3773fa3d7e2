import { KeyRing, type TimeLeft } from '@keybox/domain'
import type { Document } from 'mongodb'
import { COMMITTED } from '../../src/connection/concerns.ts'
import { databaseNameOf } from '../../src/connection/connection-string.ts'
import { createMongoClient } from '../../src/connection/mongo-client.ts'
import { createMongoStore, type MongoStore } from '../../src/mongo-store.ts'
import { prepareDatabase } from '../../src/opening/prepare-database.ts'
import { settledSecrets } from '../../src/secrets/store-secrets.ts'
import { MIGRATIONS } from '../../src/schema/migrations.ts'
import { aesGcmKeyVault } from './aes-gcm-key-vault.ts'
import { dropDatabase } from './open-fresh-store.ts'
import { withUriOptions } from './uri-options.ts'

/** A command as it went to the server. */
interface SentCommand {
  readonly name: string
  readonly command: Document
}

export interface WatchedStore {
  readonly store: MongoStore
  /** Every command since the store was ready, in order. */
  readonly sent: SentCommand[]
  /** Connections that are in use now. */
  readonly connectionsInUse: () => number
}

export interface WatchedStoreOptions {
  /** More for the store's connection string: `a=1&b=2`. */
  readonly uriOptions?: string
  readonly timeLeft?: TimeLeft
}

/** A store with the production client, and what passes between it and the server. Closing it drops its database. */
export async function openWatchedStore(uri: string, options: WatchedStoreOptions = {}): Promise<WatchedStore> {
  const { uriOptions = 'appName=watched', timeLeft = () => 10_000 } = options
  const keys = new KeyRing(aesGcmKeyVault())
  const client = createMongoClient(withUriOptions(uri, `monitorCommands=true&${uriOptions}`))
  const databaseName = databaseNameOf(uri)
  const prepared = await prepareDatabase(client.db(databaseName, COMMITTED), keys, MIGRATIONS)
  if (!prepared.ok) throw new Error(prepared.error.message)

  const sent: SentCommand[] = []
  client.on('commandStarted', ({ commandName: name, command }) => sent.push({ name, command }))
  let inUse = 0
  client.on('connectionCheckedOut', () => (inUse += 1))
  client.on('connectionCheckedIn', () => (inUse -= 1))

  const store = createMongoStore({ client, databaseName, secrets: settledSecrets(keys), timeLeft })
  const close = async (): Promise<void> => {
    await store.close()
    await dropDatabase(uri)
  }
  return { store: { ...store, close }, sent, connectionsInUse: () => inUse }
}
