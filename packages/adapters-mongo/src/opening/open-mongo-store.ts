import {
  NO_METRICS,
  ok,
  type KeyVault,
  type Metrics,
  type Result,
  type StoreRefused,
  type TimeLeft,
} from '@keybox/domain'
import type { MongoClient } from 'mongodb'
import { COMMITTED } from '../connection/concerns.ts'
import { databaseNameOf } from '../connection/connection-string.ts'
import { createMongoClient } from '../connection/mongo-client.ts'
import { showPool } from '../connection/pool-metrics.ts'
import { createMongoStore, type MongoStore } from '../mongo-store.ts'
import { MIGRATIONS } from '../schema/migrations.ts'
import { prepareDatabase } from './prepare-database.ts'
import { checkServerAbilities, type ServerAbilities } from './server-abilities.ts'
import { failedOpening, malformedUri } from './store-refusal.ts'

export interface OpenMongoStoreOptions {
  /** `mongodb://…` or `mongodb+srv://…`, of a replica set or a sharded cluster. */
  readonly uri: string
  readonly keyVault: KeyVault
  /** Told how the connection pool fares. */
  readonly metrics?: Metrics
  /** For how long whoever asks the store still waits: 10 s each time, if not given. */
  readonly timeLeft?: TimeLeft
  /** Else the database that the path of the URI names, else `keybox`. */
  readonly databaseName?: string
}

/**
 * Opens a store on a MongoDB replica set or sharded cluster, 5.0 or later. Any number of nodes may open the same one,
 * also at once on an empty database. The credentials in the URI appear in no message.
 */
export async function openMongoStore(options: OpenMongoStoreOptions): Promise<Result<MongoStore, StoreRefused>> {
  const { uri, keyVault, metrics = NO_METRICS, timeLeft = () => 10_000 } = options
  let client: MongoClient
  let databaseName: string
  try {
    client = createMongoClient(uri)
    showPool(client, metrics)
    databaseName = options.databaseName ?? databaseNameOf(uri)
  } catch {
    return malformedUri()
  }
  const prepared = await connect(client, databaseName, keyVault).catch((error: unknown) => failedOpening(error, uri))
  if (prepared.ok) return ok(createMongoStore({ client, databaseName, keyVault, timeLeft, ...prepared.value }))
  await client.close()
  return prepared
}

async function connect(
  client: MongoClient,
  databaseName: string,
  keyVault: KeyVault,
): Promise<Result<ServerAbilities, StoreRefused>> {
  const database = client.db(databaseName, COMMITTED)
  await client.connect()
  const able = await checkServerAbilities(database)
  if (!able.ok) return able
  const ready = await prepareDatabase(database, keyVault, MIGRATIONS)
  return ready.ok ? able : ready
}
