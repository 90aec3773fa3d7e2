import {
  ok,
  type Clock,
  type Finding,
  type Result,
  type StoredCounts,
  type StoreInspection,
  type StoreRefused,
} from '@keybox/domain'
import type { Db, Document, MongoClient } from 'mongodb'
import { COMMITTED } from '../connection/concerns.ts'
import { toStoreFailure } from '../connection/driver-failure.ts'
import { clientOf } from '../opening/client-of.ts'
import { checkServerAbilities } from '../opening/server-abilities.ts'
import { failedOpening, refused } from '../opening/store-refusal.ts'
import { readSchemaVersion } from '../schema/meta.ts'
import { readSecretRecord } from '../schema/secret-document.ts'
import { deploymentFindings } from './deployment-findings.ts'
import { layoutFindings } from './layout-findings.ts'
import {
  INSPECT_CLIENTS,
  INSPECT_LICENSES,
  INSPECT_PROJECTS,
  INSPECT_SESSIONS,
  storedAccount,
  storedClient,
  storedLicense,
  storedProject,
  storedReply,
  storedSession,
} from './stored-documents.ts'

/** Documents a reply: as many as are held at once. */
const BATCH = 500

export interface MongoInspectionOptions {
  readonly uri: string
  /** To compare the database's with. */
  readonly clock: Clock
}

/** Looks at a database that is there, past validators and repositories; lays nothing out. Only what a majority has is seen. */
export async function openMongoInspection({
  uri,
  clock,
}: MongoInspectionOptions): Promise<Result<StoreInspection, StoreRefused>> {
  const parsed = clientOf(uri)
  if (!parsed.ok) return parsed
  const { client, databaseName } = parsed.value
  const opened = await connect(client, databaseName, clock).catch((error: unknown) => failedOpening(error, uri))
  if (!opened.ok) await client.close()
  return opened
}

async function connect(
  client: MongoClient,
  databaseName: string,
  clock: Clock,
): Promise<Result<StoreInspection, StoreRefused>> {
  const database = client.db(databaseName, COMMITTED)
  await client.connect()
  const able = await checkServerAbilities(database)
  if (!able.ok) return able
  const known = { schemaVersion: await readSchemaVersion(database), secrets: await readSecretRecord(database) }
  if (known.schemaVersion > 0) return ok(inspection(client, database, known, clock))
  return refused('UNREACHABLE', `KeyBox has never been started on the database ${databaseName}`)
}

function inspection(
  client: MongoClient,
  database: Db,
  known: Pick<StoreInspection, 'schemaVersion' | 'secrets'>,
  clock: Clock,
): StoreInspection {
  const records = <T>(name: string, pipeline: Document[], toRecord: (document: Document) => T): AsyncGenerator<T> =>
    mapped(() => database.collection(name).aggregate(pipeline, { batchSize: BATCH }), toRecord)
  return {
    ...known,
    ping: () => failing(async () => void (await database.command({ ping: 1 }))),
    counts: () => failing(() => countsIn(database)),
    layout: () => mapped(() => findings(database, clock), same),
    accounts: () => records('accounts', [], storedAccount),
    clients: () => records('clients', INSPECT_CLIENTS, storedClient),
    projects: () => records('projects', INSPECT_PROJECTS, storedProject),
    licenses: () => records('licenses', INSPECT_LICENSES, storedLicense),
    sessions: () => records('sessions', INSPECT_SESSIONS, storedSession),
    replies: () => records('kept_replies', [], storedReply),
    close: () => client.close(),
  }
}

async function* findings(database: Db, clock: Clock): AsyncGenerator<Finding> {
  yield* layoutFindings(database)
  yield* deploymentFindings(database, clock)
}

async function countsIn(database: Db): Promise<StoredCounts> {
  const [accounts = 0, clients = 0, projects = 0, licenses = 0] = await Promise.all(
    ['accounts', 'clients', 'projects', 'licenses'].map((name) => database.collection(name).countDocuments()),
  )
  return { accounts, clients, projects, licenses }
}

/** @throws StoreFailure for a failure of the driver's */
async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toStoreFailure(error)
  }
}

async function* mapped<From, To>(source: () => AsyncIterable<From>, map: (from: From) => To): AsyncGenerator<To> {
  try {
    for await (const item of source()) yield map(item)
  } catch (error) {
    throw toStoreFailure(error)
  }
}

function same<T>(value: T): T {
  return value
}
