import type { NodeId } from '@keybox/license-cache'
import type { Collection, Db, MongoClient, Timestamp } from 'mongodb'
import { COMMITTED } from '../connection/concerns.ts'

/** Where servers that remember licences are registered. */
export const REGISTRY = 'keybox_nodes'

/** A server that remembers licences, in one of its lives. */
export interface NodeDocument {
  readonly _id: NodeId
  /** The number of its newest heartbeat. */
  readonly beat: number
  /** The number of the newest question of its, whether the others have applied what came before. */
  readonly ask?: number
  /** By asker, the number of the newest ask that it has applied: `ack_<asker>`. */
  readonly [acknowledgement: `ack_${string}`]: number
}

export function acknowledgementField(asker: NodeId): `ack_${string}` {
  return `ack_${asker}`
}

/** The registry, as one server writes and reads it. Every write is acknowledged by a majority before it resolves. */
export class Registry {
  readonly #client: MongoClient
  readonly #nodes: Collection<NodeDocument>

  constructor(client: MongoClient, database: Db) {
    this.#client = client
    this.#nodes = database.collection(REGISTRY, COMMITTED)
  }

  async register(node: NodeId): Promise<void> {
    await this.#nodes.insertOne({ _id: node, beat: 0 })
  }

  /** Never makes an entry. @returns whether there was one */
  async update(node: NodeId, set: Readonly<Record<string, number>>, unset: readonly string[] = []): Promise<boolean> {
    const $unset = Object.fromEntries(unset.map((field) => [field, true] as const))
    const { matchedCount } = await this.#nodes.updateOne({ _id: node }, { $set: set, $unset })
    return matchedCount === 1
  }

  async remove(node: NodeId): Promise<void> {
    await this.#nodes.deleteOne({ _id: node })
  }

  /** Only if its heartbeat is still the one that was seen. */
  async removeDead(node: NodeId, beat: number): Promise<void> {
    await this.#nodes.deleteOne({ _id: node, beat })
  }

  /** Who is registered, as of `after` or later. */
  async members(after: Timestamp): Promise<readonly NodeId[]> {
    await using session = this.#client.startSession({ causalConsistency: true })
    session.advanceOperationTime(after)
    const found = await this.#nodes.find({}, { session, projection: { _id: 1 } }).toArray()
    return found.map(({ _id: id }) => id)
  }

  async beats(): Promise<ReadonlyMap<NodeId, number>> {
    const found = await this.#nodes.find({}, { projection: { beat: 1 } }).toArray()
    return new Map(found.map(({ _id: id, beat }) => [id, beat]))
  }
}
