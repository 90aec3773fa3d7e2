import { ERROR_CATALOGUE, type ErrorCode } from './error-catalogue.ts'

export interface ApiErrorOptions {
  /** What the reply holds beside the shape that every error has. */
  readonly fields?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** A reply other than success, on its way to the error handler: Fastify carries errors only by throwing them. */
export class ApiError extends Error {
  readonly code: ErrorCode
  readonly fields: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ErrorCode, { fields = {}, headers = {}, cause }: ApiErrorOptions = {}) {
    super(ERROR_CATALOGUE[code].message, cause === undefined ? undefined : { cause })
    this.name = 'ApiError'
    this.code = code
    this.fields = fields
    this.headers = headers
  }
}
