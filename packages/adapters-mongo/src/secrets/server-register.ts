import type { KeyRing } from '@keybox/domain'
import type { Collection, Db, Document } from 'mongodb'
import { COMMITTED } from '../connection/concerns.ts'
import type { TimeLimit } from '../connection/time-limit.ts'

/** Where the servers on a database say which secrets they know. */
const SERVERS = 'keybox_servers'

/** A server that has not been seen for so long, by MongoDB's clock, does not answer from what it knew then. */
export const SILENT_MS = 30_000

/** A server as the collection `keybox_servers` holds it. */
export interface ServerDocument {
  readonly _id: string
  /** The `keyId`s of the secrets that it reads under. */
  readonly knows: readonly string[]
  /** The one that it writes under. */
  readonly writes: string
  /** By MongoDB's clock. */
  readonly seenAt: Date
}

/** Every write is acknowledged by a majority before it resolves. */
export class ServerRegister {
  readonly #servers: Collection<ServerDocument>

  constructor(database: Db) {
    this.#servers = database.collection(SERVERS, COMMITTED)
  }

  async enter(server: string, keys: KeyRing, limit?: TimeLimit): Promise<void> {
    await this.#servers.updateOne({ _id: server }, stateOf(keys), { ...limit, upsert: true })
  }

  /** @returns false: it is not entered, or not any more */
  async renew(server: string, keys: KeyRing, limit: TimeLimit): Promise<boolean> {
    const { matchedCount } = await this.#servers.updateOne({ _id: server }, stateOf(keys), limit)
    return matchedCount === 1
  }

  async leave(server: string, limit?: TimeLimit): Promise<void> {
    await this.#servers.deleteOne({ _id: server }, limit)
  }

  /** Those that may be serving. */
  async present(): Promise<readonly ServerDocument[]> {
    const notSilent = { $gt: ['$seenAt', { $subtract: ['$$NOW', SILENT_MS] }] }
    return this.#servers.find({ $expr: notSilent }).toArray()
  }
}

/** An aggregation, because only that knows MongoDB's own time. */
function stateOf({ configured, previous, writing }: KeyRing): Document[] {
  const knows = [configured.keyId, ...(previous === undefined ? [] : [previous.keyId])]
  return [{ $set: { knows: { $literal: knows }, writes: { $literal: writing.keyId }, seenAt: '$$NOW' } }]
}
