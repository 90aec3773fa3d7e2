import type { Document } from 'mongodb'

/** How long the programs of the matrix work on a request. */
export const DEADLINE_MS = 1000

/** A way for a command to fail, as `failCommand` takes it. */
export interface FaultKind {
  readonly name: string
  readonly effect: Document
}

/**
 * The codes are https://www.mongodb.com/docs/manual/reference/error-codes/; where no labels are named the server adds
 * those that it would add itself.
 */
export const FAULT_KINDS: readonly FaultKind[] = [
  { name: 'network error', effect: { closeConnection: true } },
  // NotWritablePrimary
  { name: 'not primary', effect: { errorCode: 10_107 } },
  // WriteConflict
  { name: 'write conflict', effect: { errorCode: 112 } },
  // NoSuchTransaction
  {
    name: 'transient transaction error',
    effect: { errorCode: 251, errorLabels: ['TransientTransactionError'] },
  },
  // InterruptedDueToReplStateChange
  { name: 'unknown commit result', effect: { errorCode: 11_602, errorLabels: ['UnknownTransactionCommitResult'] } },
  // MaxTimeMSExpired
  { name: 'time-out of the server', effect: { errorCode: 50 } },
  { name: 'silence', effect: { blockConnection: true, blockTimeMS: 1.5 * DEADLINE_MS } },
  // WriteConcernFailed: done, and not acknowledged by a majority
  {
    name: 'write-concern error',
    effect: { writeConcernError: { code: 64, codeName: 'WriteConcernFailed', errmsg: 'waiting for replication' } },
  },
]

/** Whether the fault is gone when the command is sent again. */
export const FAULT_MODES = { once: { times: 1 }, always: 'alwaysOn' } as const

export type FaultMode = keyof typeof FAULT_MODES
