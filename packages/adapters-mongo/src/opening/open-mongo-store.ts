import {
  KeyRing,
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
import { showPool } from '../connection/pool-metrics.ts'
import { createMongoStore, type MongoStore } from '../mongo-store.ts'
import { MIGRATIONS } from '../schema/migrations.ts'
import { SecretWatch } from '../secrets/secret-watch.ts'
import { clientOf } from './client-of.ts'
import { prepareDatabase } from './prepare-database.ts'
import { checkServerAbilities, type ServerAbilities } from './server-abilities.ts'
import { failedOpening } from './store-refusal.ts'

export interface OpenMongoStoreOptions {
  /** `mongodb://…` or `mongodb+srv://…`, of a replica set or a sharded cluster. */
  readonly uri: string
  readonly keyVault: KeyVault
  /** Of the secret before, while there may be records under it, or servers that know no other. */
  readonly previousKeyVault?: KeyVault | undefined
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
  const { uri, keyVault, previousKeyVault, metrics = NO_METRICS, timeLeft = () => 10_000 } = options
  const parsed = clientOf(uri)
  if (!parsed.ok) return parsed
  const { client } = parsed.value
  const databaseName = options.databaseName ?? parsed.value.databaseName
  showPool(client, metrics)
  const keys = new KeyRing(keyVault, previousKeyVault)
  const prepared = await connect(client, databaseName, keys).catch((error: unknown) => failedOpening(error, uri))
  if (prepared.ok) return ok(createMongoStore({ client, databaseName, timeLeft, ...prepared.value }))
  await client.close()
  return prepared
}

async function connect(
  client: MongoClient,
  databaseName: string,
  keys: KeyRing,
): Promise<Result<ServerAbilities & { readonly secrets: SecretWatch }, StoreRefused>> {
  const database = client.db(databaseName, COMMITTED)
  await client.connect()
  const able = await checkServerAbilities(database)
  if (!able.ok) return able
  const ready = await prepareDatabase(database, keys, MIGRATIONS)
  if (!ready.ok) return ready
  const secrets = new SecretWatch(database, keys)
  const started = await secrets.start()
  return started.ok ? ok({ ...able.value, secrets }) : started
}
