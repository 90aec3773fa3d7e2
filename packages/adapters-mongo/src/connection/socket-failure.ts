import { MongoError, MongoErrorLabel, MongoNetworkError } from 'mongodb'

/**
 * Whether this is Node's own error of a socket. The driver lets it through where a connection has ended and it writes
 * before it was told so (mongodb 7.9, `Connection.writeCommand`): it is none of its errors, and its retries do not know it.
 */
export function isSocketFailure(error: unknown): error is Error {
  return error instanceof Error && !(error instanceof MongoError) && 'syscall' in error
}

/**
 * What an operation of a transaction failed with, as the driver should have thrown it. Whatever ends the connection, the
 * transaction may be run again; the driver says so of the first only of those that lose theirs together.
 * https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md#transienttransactionerror
 */
export function inTransaction(error: unknown): unknown {
  const failed = isSocketFailure(error) ? new MongoNetworkError(error.message, { cause: error }) : error
  if (failed instanceof MongoNetworkError) failed.addErrorLabel(MongoErrorLabel.TransientTransactionError)
  return failed
}
