import { setTimeout as pause } from 'node:timers/promises'
import { ReadConcern, ReadPreference, type ClientSession, type Db, type MongoClient } from 'mongodb'
import { collectionsOf, type Collections } from '../collections.ts'
import { hasCode, SNAPSHOT_UNAVAILABLE } from '../connection/server-error.ts'

/**
 * All reads with it are of one instant, the newest that a majority had when the first of them ran.
 *
 * It is a snapshot session and not a read-only transaction, because a reader may be as slow as the customer's network:
 * a transaction is killed after 60 s and holds the storage engine back for as long as it is open, a snapshot session
 * holds nothing but its cursors and can go on for as long as the server keeps history, 300 s by default.
 * https://www.mongodb.com/docs/manual/reference/read-concern-snapshot/
 */
export interface Snapshot {
  readonly collections: Collections
  readonly options: { readonly session: ClientSession; readonly signal: AbortSignal }
}

const MAX_ATTEMPTS = 5
const PAUSE_MS = 100

/**
 * Opens a snapshot with the first read of it. Where a collection was just laid out, no snapshot may be to be had for a
 * moment: then it is tried again. Whoever gets a snapshot ends its session.
 */
export async function openSnapshot<T>(
  client: MongoClient,
  database: Db,
  signal: AbortSignal,
  firstRead: (snapshot: Snapshot) => Promise<T>,
): Promise<{ readonly snapshot: Snapshot; readonly first: T }> {
  for (let attempt = 1; ; attempt += 1) {
    const session = client.startSession({ snapshot: true })
    // Handles of its own: the driver writes the snapshot's time into the read concern that a handle has.
    const concern = { readConcern: new ReadConcern('snapshot'), readPreference: ReadPreference.primary }
    const snapshot = { collections: collectionsOf(database, concern), options: { session, signal } }
    try {
      return { snapshot, first: await firstRead(snapshot) }
    } catch (error) {
      await session.endSession()
      if (attempt === MAX_ATTEMPTS || signal.aborted || !hasCode(error, SNAPSHOT_UNAVAILABLE)) throw error
    }
    await pause(PAUSE_MS)
  }
}
