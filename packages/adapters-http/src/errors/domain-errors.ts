import type { Err, Result } from '@keybox/domain'
import type { HttpUseCases } from '../http-use-cases.ts'
import { ApiError } from './api-error.ts'
import type { ErrorCode } from './error-catalogue.ts'

type ErrorOf<UseCase> = UseCase extends (...input: never) => Promise<infer Outcome>
  ? Outcome extends Err<infer Failure>
    ? Failure
    : never
  : never

/** Every expected failure of every use case. */
export type DomainError = ErrorOf<HttpUseCases[keyof HttpUseCases]>

export type DomainErrorType = DomainError['type']

interface Answer {
  readonly code: ErrorCode
  /** Which field of the request it is about, where the reply names one. */
  readonly field?: string
}

/** The one place where domain errors become HTTP. It is total: an error without a row does not compile. */
export const DOMAIN_ERRORS = {
  EmailTaken: { code: 'EMAIL_TAKEN', field: 'email' },
  Overloaded: { code: 'OVERLOADED' },
  InvalidCredentials: { code: 'INVALID_CREDENTIALS' },
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
} as const satisfies Record<DomainErrorType, Answer>

export function fromDomainError(error: DomainError): ApiError {
  const { code, field }: Answer = DOMAIN_ERRORS[error.type]
  return new ApiError(code, {
    ...(field !== undefined && { fields: { field } }),
    ...(error.type === 'Overloaded' && { headers: { 'retry-after': String(error.retryAfterSeconds) } }),
  })
}

/** The value of a use case that went well. @throws ApiError with the reply to one that did not */
export function granted<T>(result: Result<T, DomainError>): T {
  if (!result.ok) throw fromDomainError(result.error)
  return result.value
}
