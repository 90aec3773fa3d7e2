import type { AlreadyAnswered, Err, Result } from '@keybox/domain'
import type { HttpUseCases } from '../http-use-cases.ts'
import type { ReplyHeaders } from '../plugins/header-fields.ts'
import { exhaustedHeaders } from '../plugins/rate-limit-headers.ts'
import { ApiError } from './api-error.ts'
import type { ErrorCode } from './error-catalogue.ts'

type ErrorOf<UseCase> = UseCase extends (...input: never) => Promise<infer Outcome>
  ? Outcome extends Err<infer Failure>
    ? Failure
    : never
  : never

/** Every expected failure of every use case, and no failure is that a reply is repeated. */
export type DomainError = Exclude<ErrorOf<HttpUseCases[keyof HttpUseCases]>, AlreadyAnswered>

export type DomainErrorType = DomainError['type']

interface Answer {
  readonly code: ErrorCode
  /** Which field of the request it is about, where the reply names one. */
  readonly field?: string
  readonly retryAfterSeconds?: number
}

/** The one place where domain errors become HTTP. It is total: an error without a row does not compile. */
export const DOMAIN_ERRORS = {
  EmailTaken: { code: 'EMAIL_TAKEN', field: 'email' },
  Overloaded: { code: 'OVERLOADED' },
  InvalidCredentials: { code: 'INVALID_CREDENTIALS' },
  TooManyGuesses: { code: 'RATE_LIMITED' },
  InvalidRefreshToken: { code: 'REFRESH_TOKEN_INVALID' },
  Unauthenticated: { code: 'UNAUTHORIZED' },
  ClientEmailTaken: { code: 'CLIENT_EMAIL_TAKEN', field: 'email' },
  ClientNotFound: { code: 'CLIENT_NOT_FOUND' },
  ProjectNotFound: { code: 'PROJECT_NOT_FOUND' },
  LicenseNotFound: { code: 'LICENSE_NOT_FOUND' },
  NotToggleable: { code: 'LICENSE_NOT_TOGGLEABLE' },
  FingerprintMissing: { code: 'MACHINE_ID_REQUIRED' },
  LicenseExpired: { code: 'LICENSE_EXPIRED' },
  LicenseRevoked: { code: 'LICENSE_REVOKED' },
  BoundToAnotherMachine: { code: 'LICENSE_BOUND_ELSEWHERE' },
  IdempotencyKeyReused: { code: 'IDEMPOTENCY_KEY_REUSED' },
  IdempotencyKeyInUse: { code: 'IDEMPOTENCY_KEY_IN_USE', retryAfterSeconds: 1 },
} as const satisfies Record<DomainErrorType, Answer>

export function fromDomainError(error: DomainError): ApiError {
  const { code, field }: Answer = DOMAIN_ERRORS[error.type]
  return new ApiError(code, { ...(field !== undefined && { fields: { field } }), headers: headersOf(error) })
}

function headersOf(error: DomainError): ReplyHeaders {
  if (error.type === 'TooManyGuesses') return exhaustedHeaders(error.max, error.retryAfterSeconds)
  const { retryAfterSeconds }: Answer = { ...DOMAIN_ERRORS[error.type], ...retryAfter(error) }
  return retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
}

/** The error's own, where it knows it better than the table. */
function retryAfter(error: DomainError): Pick<Answer, 'retryAfterSeconds'> {
  return error.type === 'Overloaded' ? { retryAfterSeconds: error.retryAfterSeconds } : {}
}

/** The value of a use case that went well. @throws ApiError with the reply to one that did not */
export function granted<T>(result: Result<T, DomainError>): T {
  if (!result.ok) throw fromDomainError(result.error)
  return result.value
}
