import { StoreFailure, type KeyVault, type SharedCounts, type Store } from '@keybox/domain'
import type { StoreCluster } from '@keybox/license-cache'
import type { Db, MongoClient } from 'mongodb'
import { createMongoCluster } from './cluster/mongo-cluster.ts'
import { collectionsOf } from './collections.ts'
import { COMMITTED } from './connection/concerns.ts'
import { unavailable } from './connection/driver-failure.ts'
import { createSharedCounts } from './counts/mongo-shared-counts.ts'
import { createDashboardReader } from './dashboard/dashboard-reader.ts'
import { gatheringAccountReader } from './repositories/account-repository.ts'
import { outsideUnits } from './repositories/access.ts'
import { boundReads } from './repositories/bounded-reads.ts'
import { gatheringClientReader } from './repositories/client-repository.ts'
import { gatheringLicenseReader } from './repositories/gathered-licenses.ts'
import { gatheringProjectReader } from './repositories/project-repository.ts'
import { createUnitOfWork } from './transaction/unit-of-work.ts'

const UNIT_TIMEOUT_MS = 10_000
const PING_TIMEOUT_MS = 2500
/** Outside units of work. With 50 connections and reads of 10 ms the last of them waits 0.2 s. */
const READS_PRESENT = 1024

export interface MongoStoreOptions {
  /** The store closes it. */
  readonly client: MongoClient
  /** Of a database that is prepared. */
  readonly databaseName: string
  readonly keyVault: KeyVault
  /** A router of shards, else a replica set. */
  readonly isSharded?: boolean
  /** How long a unit of work may take with all its retries, 10 s if not given. */
  readonly unitTimeoutMs?: number
}

export interface MongoStore extends Store {
  /** undefined on a sharded cluster: times of different shards are not one history, and merged streams wait for idle ones. */
  readonly cluster: StoreCluster | undefined
  /** Between the servers on this database, shards or not. */
  readonly sharedCounts: SharedCounts
}

export function createMongoStore(options: MongoStoreOptions): MongoStore {
  const { client, databaseName, keyVault, unitTimeoutMs: timeoutMs = UNIT_TIMEOUT_MS } = options
  const database = client.db(databaseName, COMMITTED)
  const collections = collectionsOf(database, COMMITTED)
  const bounded = boundReads(READS_PRESENT)
  const alone = bounded(outsideUnits)
  const clients = gatheringClientReader(collections.clients, alone)
  const projects = gatheringProjectReader(collections.projects, alone)
  const unitOfWork = createUnitOfWork({ client, collections, keyVault, committed: { clients, projects }, timeoutMs })
  const cluster = options.isSharded ? undefined : createMongoCluster(client, database)
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    await unitOfWork.close()
    await cluster?.leave()
    await client.close()
  }

  return {
    accounts: gatheringAccountReader(collections.accounts, alone),
    clients,
    projects,
    licenses: gatheringLicenseReader(
      collections.licenses,
      keyVault,
      cluster === undefined ? alone : bounded(cluster.access),
    ),
    dashboards: createDashboardReader({ client, database, keyVault, isClosed: () => closing !== undefined }),
    unitOfWork,
    cluster,
    sharedCounts: createSharedCounts(database),
    ping: () => ping(database),
    close: () => (closing ??= close()),
  }
}

async function ping(database: Db): Promise<void> {
  try {
    await database.command({ ping: 1 }, { signal: AbortSignal.timeout(PING_TIMEOUT_MS) })
  } catch (error) {
    throw error instanceof StoreFailure ? error : unavailable(error)
  }
}
