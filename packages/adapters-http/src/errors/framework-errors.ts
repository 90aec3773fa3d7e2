import { StoreFailure } from '@keybox/domain'
import { overloaded } from '../load/admission.ts'
import { ApiError } from './api-error.ts'
import type { ErrorCode } from './error-catalogue.ts'

/** What Fastify itself refuses (https://fastify.dev/docs/latest/Reference/Errors/). */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_JSON_BODY: 'INVALID_JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'INVALID_JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BAD_REQUEST',
  FST_ERR_BAD_URL: 'BAD_REQUEST',
  FST_ERR_MAX_PARAM_LENGTH: 'BAD_REQUEST',
  FST_ERR_NOT_FOUND: 'ROUTE_NOT_FOUND',
}

/** Whatever was thrown, as the reply it deserves: what nobody foresaw is INTERNAL. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof StoreFailure && error.code === 'OVERLOADED') return overloaded(error)
  if (error instanceof StoreFailure) return new ApiError(error.code, { cause: error })
  const code = error instanceof Error && 'code' in error ? FASTIFY_CODES[String(error.code)] : undefined
  if (code !== undefined) return new ApiError(code, { cause: error })
  return new ApiError(codeByStatus(statusOf(error)), { cause: error })
}

/**
 * Of an error that says itself that the request is at fault: a body that broke off on its way, which Fastify marks with 400,
 * and what the library refuses that serves the files of the docs page (403 for a name that no file can have, 412, 416).
 */
function codeByStatus(status: number): ErrorCode {
  if (status === 403 || status === 404) return 'ROUTE_NOT_FOUND'
  return status >= 400 && status < 500 ? 'BAD_REQUEST' : 'INTERNAL'
}

function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : Number.NaN
}
