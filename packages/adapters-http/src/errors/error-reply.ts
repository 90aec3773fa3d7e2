import { ERROR_CATALOGUE, type ErrorCode } from './error-catalogue.ts'

/** The one shape of every error; some have more fields. */
export interface ErrorReply {
  readonly success: false
  readonly message: string
  readonly code: ErrorCode
  /** The `X-Request-Id` of the same reply: what to look for in the log. */
  readonly requestId: string
}

export function errorReply(code: ErrorCode, requestId: string): ErrorReply {
  return { success: false, message: ERROR_CATALOGUE[code].message, code, requestId }
}
