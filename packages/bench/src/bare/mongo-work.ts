import { randomBytes } from 'node:crypto'
import { Binary, Long, MongoClient, ObjectId, ReadPreference, type TransactionOptions } from 'mongodb'
import { textOf, type JsonObject } from './bare-route.ts'
import type { Perform } from './perform.ts'

/** What a verdict needs, by the key as it is. */
export interface BareLicense {
  readonly key: string
  readonly machine: string
  readonly duration: number
  readonly services: readonly string[]
  readonly expiresAt: Date
  readonly revokedAt?: Date
}

/** One find by a unique index, of what a majority has, at the primary: as KeyBox reads. */
export async function mongoRead(uri: string, reply: JsonObject): Promise<Perform> {
  const client = await new MongoClient(uri).connect()
  const licenses = client.db().collection<BareLicense>('bare_licenses', {
    readConcern: { level: 'majority' },
    readPreference: ReadPreference.primary,
  })
  return async (body) => {
    const found = await licenses.findOne({ key: textOf(body, 'key') })
    if (found === null) return { ...reply, valid: false }
    return {
      ...reply,
      valid: found.revokedAt === undefined,
      expiresAt: found.expiresAt.getTime(),
      services: found.services,
    }
  }
}

/** The concerns that KeyBox writes under. */
const TRANSACTION: TransactionOptions = {
  readConcern: { level: 'snapshot' },
  readPreference: ReadPreference.primary,
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 5000 },
}

/** The two writes of createProject and nothing else, in one transaction, into the collections of a KeyBox database. */
export async function mongoWrite(uri: string, reply: JsonObject): Promise<Perform> {
  const client = await new MongoClient(uri).connect()
  const database = client.db()
  const parent = await database.collection('clients').findOne()
  if (parent === null) throw new Error('The database was not filled')
  const { _id: clientOf, owner } = parent
  const belongsTo = { owner: owner as ObjectId, client: clientOf }
  return async (body) => {
    const now = new Date()
    const projectId = new ObjectId()
    const project = {
      _id: projectId,
      ...belongsTo,
      name: textOf(body, 'projectName'),
      createdAt: now,
      updatedAt: now,
    }
    const license = { ...licenseBytes(), ...belongsTo, project: projectId, ...licenseFacts(now) }
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await database.collection('projects').insertOne(project, { session })
        await database.collection('licenses').insertOne(license, { session })
      }, TRANSACTION),
    )
    return { ...reply }
  }
}

function licenseBytes(): object {
  return { keyDigest: new Binary(randomBytes(32)), keySeal: new Binary(randomBytes(71)), keyId: 'bare' }
}

function licenseFacts(now: Date): object {
  return {
    duration: 12,
    services: ['Hosting'],
    issuedAt: now,
    expiresAt: new Date(now.getTime() + 1),
    revision: Long.fromNumber(1),
    updatedAt: now,
  }
}
