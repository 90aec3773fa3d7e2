import type { SharedCounts, Store, TimeLeft } from '@keybox/domain'
import type { StoreCluster } from '@keybox/license-cache'
import type { Db, MongoClient } from 'mongodb'
import { createMongoCluster } from './cluster/mongo-cluster.ts'
import { collectionsOf } from './collections.ts'
import { COMMITTED } from './connection/concerns.ts'
import { withinTime } from './connection/time-limit.ts'
import { createSharedCounts } from './counts/mongo-shared-counts.ts'
import { createDashboardReader } from './dashboard/dashboard-reader.ts'
import { gatheringAccountReader } from './repositories/account-repository.ts'
import { outsideUnits } from './repositories/access.ts'
import { boundReads } from './repositories/bounded-reads.ts'
import { gatheringClientReader } from './repositories/client-repository.ts'
import { gatheringLicenseReader } from './repositories/gathered-licenses.ts'
import { gatheringProjectReader } from './repositories/project-repository.ts'
import { gatheringSessionReader } from './repositories/session-repository.ts'
import type { StoreSecrets } from './secrets/store-secrets.ts'
import { createUnitOfWork } from './transaction/unit-of-work.ts'

const PING_TIMEOUT_MS = 2500
/** Outside units of work. With 50 connections and reads of 10 ms the last of them waits 0.2 s. */
const READS_PRESENT = 1024

export interface MongoStoreOptions {
  /** The store closes it. */
  readonly client: MongoClient
  /** Of a database that is prepared. */
  readonly databaseName: string
  /** If they are watched, the store ends that with itself. */
  readonly secrets: StoreSecrets & { stop?: () => Promise<void> }
  /** A router of shards, else a replica set. */
  readonly isSharded?: boolean
  /** Bounds each read, and each unit of work with all its retries. */
  readonly timeLeft: TimeLeft
}

export interface MongoStore extends Store {
  /** undefined on a sharded cluster: times of different shards are not one history, and merged streams wait for idle ones. */
  readonly cluster: StoreCluster | undefined
  /** Between the servers on this database, shards or not. */
  readonly sharedCounts: SharedCounts
  /** The `keyId` of the secret that new records are under, now: tokens follow it. */
  writesUnder(): string
}

export function createMongoStore(options: MongoStoreOptions): MongoStore {
  const { client, databaseName, secrets, timeLeft } = options
  const database = client.db(databaseName, COMMITTED)
  const collections = collectionsOf(database, COMMITTED)
  const bounded = boundReads(READS_PRESENT)
  const alone = bounded(outsideUnits(timeLeft))
  const clients = gatheringClientReader(collections.clients, alone, timeLeft)
  const projects = gatheringProjectReader(collections.projects, alone, timeLeft)
  const unitOfWork = createUnitOfWork({
    client,
    database,
    collections,
    secrets,
    committed: { clients, projects },
    timeLeft,
  })
  const cluster = options.isSharded ? undefined : createMongoCluster(client, database, timeLeft)
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    await unitOfWork.close()
    await cluster?.leave()
    await secrets.stop?.()
    await client.close()
  }

  return {
    accounts: gatheringAccountReader(collections.accounts, alone, timeLeft),
    sessions: gatheringSessionReader(collections.sessions, alone, timeLeft),
    clients,
    projects,
    licenses: gatheringLicenseReader(
      collections.licenses,
      secrets,
      cluster === undefined ? alone : bounded(cluster.access),
      timeLeft,
    ),
    dashboards: createDashboardReader({
      client,
      database,
      keys: secrets.keys,
      timeLeft,
      isClosed: () => closing !== undefined,
    }),
    unitOfWork,
    cluster,
    sharedCounts: createSharedCounts(database),
    writesUnder: () => secrets.keys.writing.keyId,
    ping: () => ping(database, Math.min(timeLeft(), PING_TIMEOUT_MS)),
    close: () => (closing ??= close()),
  }
}

function ping(database: Db, timeMs: number): Promise<void> {
  return withinTime(timeMs, async ({ signal }) => void (await database.command({ ping: 1 }, { signal })))
}
