import { MongoServerError } from 'mongodb'

/** The codes that the server's errors are told apart by. https://www.mongodb.com/docs/manual/reference/error-codes/ */
export const UNAUTHORIZED = 13
export const NAMESPACE_NOT_FOUND = 26
export const NAMESPACE_EXISTS = 48
export const MAX_TIME_MS_EXPIRED = 50
export const WRITE_CONFLICT = 112
export const CONFLICTING_OPERATION_IN_PROGRESS = 117
export const DOCUMENT_VALIDATION_FAILURE = 121
export const SNAPSHOT_UNAVAILABLE = 246
export const INDEX_BUILD_ABORTED = 276
export const DUPLICATE_KEY = 11_000
export const BACKGROUND_OPERATION_IN_PROGRESS_FOR_NAMESPACE = 12_587

export function hasCode(error: unknown, code: number): error is MongoServerError {
  return error instanceof MongoServerError && error.code === code
}
