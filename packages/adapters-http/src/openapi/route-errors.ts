import type { RouteOptions } from 'fastify'
import type { ErrorCode } from '../errors/error-catalogue.ts'
import type { DescribedRoute } from './error-responses.ts'

/** Any request can end so: every route reads a body, if there is one. */
const ANYWHERE: readonly ErrorCode[] = [
  'INVALID_JSON',
  'INVALID_BODY',
  'BAD_REQUEST',
  'REQUEST_TIMEOUT',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'HEADERS_TOO_LARGE',
  'INTERNAL',
]

/** Routes that ask the store; the others serve while the server shuts down. */
const WITH_STORE: readonly ErrorCode[] = ['STORE_UNAVAILABLE', 'SHUTTING_DOWN']

const WITH_IDEMPOTENCY_KEY: readonly ErrorCode[] = [
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_IN_USE',
  'IDEMPOTENCY_KEY_REUSED',
]

/** Everything that a route can answer but success. */
export function describeRoute({ method, config = {} }: RouteOptions): DescribedRoute {
  const { errors = [], servesWhileClosing, failureMessage, errorFields, idempotent = false } = config
  const writes = method !== 'GET' && config.readOnly !== true
  return {
    errors: [
      ...errors,
      ...(idempotent ? WITH_IDEMPOTENCY_KEY : []),
      ...ANYWHERE,
      ...(servesWhileClosing === true ? [] : WITH_STORE),
      ...(writes ? (['OUTCOME_UNKNOWN'] as const) : []),
    ],
    failureMessage,
    errorFields,
    rateLimited: errors.includes('RATE_LIMITED'),
    idempotent,
  }
}
