import { accountErrors } from './catalogue/account-errors.ts'
import type { ErrorEntry } from './catalogue/error-entry.ts'
import { idempotencyErrors } from './catalogue/idempotency-errors.ts'
import { licenseErrors } from './catalogue/license-errors.ts'
import { requestErrors } from './catalogue/request-errors.ts'
import { salesErrors } from './catalogue/sales-errors.ts'
import { serverErrors } from './catalogue/server-errors.ts'

/** What a client can tell errors apart by; part of the API, like the path of a route. */
export type ErrorCode =
  | keyof typeof requestErrors
  | keyof typeof accountErrors
  | keyof typeof salesErrors
  | keyof typeof licenseErrors
  | keyof typeof idempotencyErrors
  | keyof typeof serverErrors

/** Every error that this API answers, in the order of the documentation. */
export const ERROR_CATALOGUE: Readonly<Record<ErrorCode, ErrorEntry>> = {
  ...requestErrors,
  ...accountErrors,
  ...salesErrors,
  ...licenseErrors,
  ...idempotencyErrors,
  ...serverErrors,
}

export const ERROR_CODES: readonly ErrorCode[] = Object.keys(ERROR_CATALOGUE) as ErrorCode[]
