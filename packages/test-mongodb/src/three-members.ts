import { MongoClient } from 'mongodb'
import type { ElectionSettings } from './initiate-replica-set.ts'
import type { MongoDbSource } from './source-order.ts'

/** A replica set of three members, for tests that take members away. */
export interface ThreeMembers {
  readonly uri: string
  readonly source: MongoDbSource
  /** Ends the present primary as a crash would (SIGKILL), for good, and returns its `host:port`. */
  killPrimary(): Promise<string>
  /** Lets the present primary stand still, until what it returns is called: it may then take itself for the primary yet. */
  pausePrimary(): Promise<() => Promise<void>>
  stop(): Promise<void>
}

/** A test waits about a second for the next primary, not ten. */
export const QUICK_ELECTIONS: ElectionSettings = { electionTimeoutMillis: 1_000, heartbeatIntervalMillis: 200 }

const IN_SYNC_WITHIN_MS = 60_000

/**
 * Resolves when all three hold the data: one that still copies it from the primary when that is killed cannot go on, and
 * then no majority is left. A write that all three are to acknowledge waits for just that.
 *
 * @throws Error after a minute
 */
export async function allInSync(uri: string): Promise<void> {
  const client = new MongoClient(uri)
  try {
    const writeConcern = { w: 3, wtimeoutMS: IN_SYNC_WITHIN_MS }
    await client.db('keybox_members').collection('notes').insertOne({ text: 'in sync' }, { writeConcern })
    await client.db('keybox_members').dropDatabase({ writeConcern })
  } catch (cause) {
    throw new Error('Not all three members held the data in time', { cause })
  } finally {
    await client.close()
  }
}

/** `host:port` of the member that takes writes; waits for an election that is under way. */
export async function findPrimary(uri: string): Promise<string> {
  const client = new MongoClient(uri)
  try {
    const hello = await client.db('admin').command({ hello: 1 })
    return String(hello['primary'])
  } finally {
    await client.close()
  }
}
