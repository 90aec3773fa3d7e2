import { ReadConcern, ReadPreference, WriteConcern, type Document, type TransactionOptions } from 'mongodb'

/** How long a majority may take to acknowledge a write before the server reports that it has not (yet). */
const ACKNOWLEDGE_TIMEOUT_MS = 5000

/**
 * Acknowledged by a majority of the voting members, from their journals: no failover undoes it.
 * https://www.mongodb.com/docs/manual/reference/write-concern/
 */
export const DURABLE: WriteConcern = new WriteConcern('majority', ACKNOWLEDGE_TIMEOUT_MS, true)

/** The same for commands that the driver sends as they are. */
export const DURABLE_COMMAND: Document = { w: 'majority', j: true, wtimeout: ACKNOWLEDGE_TIMEOUT_MS }

/**
 * Outside a transaction: only what no failover can undo, read where it was written, so that whatever was committed
 * before is seen. Set on every handle, because a connection string may ask for less.
 */
export const COMMITTED: Concerns = {
  readConcern: new ReadConcern('majority'),
  readPreference: ReadPreference.primary,
  writeConcern: DURABLE,
}

/**
 * Outside a transaction, of one document: what was committed last before the read was sent, whoever takes itself for the
 * primary; one that lost its majority would wait for ever, hence the limit in milliseconds.
 * https://www.mongodb.com/docs/manual/reference/read-concern-linearizable/
 */
export const LATEST: { readonly readConcern: ReadConcern; readonly maxTimeMS: number } = {
  readConcern: new ReadConcern('linearizable'),
  maxTimeMS: 2000,
}

export interface Concerns {
  readonly readConcern: ReadConcern
  readonly readPreference: ReadPreference
  readonly writeConcern: WriteConcern
}

/** A unit of work: one snapshot to read from, and a commit that is durable when it is told. */
export const TRANSACTION: TransactionOptions = {
  readConcern: { level: 'snapshot' },
  readPreference: ReadPreference.primary,
  writeConcern: DURABLE,
  maxCommitTimeMS: ACKNOWLEDGE_TIMEOUT_MS,
}
