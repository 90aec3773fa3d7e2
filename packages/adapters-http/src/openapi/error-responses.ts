import { ERROR_CATALOGUE, type ErrorCode } from '../errors/error-catalogue.ts'
import { errorReply } from '../errors/error-reply.ts'
import type { ResponseObject } from './document-types.ts'
import { statusHeaders, type SpecialHeaders } from './header-docs.ts'

/** What the description needs to know of a route beside its schemas. */
export interface DescribedRoute extends SpecialHeaders {
  readonly errors: readonly ErrorCode[]
  readonly failureMessage: string | undefined
  readonly errorFields: ((status: number) => Readonly<Record<string, unknown>>) | undefined
}

const EXAMPLE_REQUEST_ID = '7d1c0f3e-0f0b-4c3a-9d52-1d7ab0d7c9a4'

/** What single errors hold beyond the common shape. */
const EXAMPLE_FIELDS: Partial<Record<ErrorCode, Readonly<Record<string, unknown>>>> = {
  VALIDATION_ERROR: {
    errors: { email: ['must be an email address'] },
    details: 'email must be an email address',
  },
  NOT_READY: { reason: 'The disk of the store is full' },
  EMAIL_TAKEN: { field: 'email' },
  CLIENT_EMAIL_TAKEN: { field: 'email' },
}

/** One response a status, with an example of each error that has it. */
export function errorResponses(route: DescribedRoute): Record<string, ResponseObject> {
  const byStatus = Map.groupBy(route.errors, (code) => ERROR_CATALOGUE[code].status)
  const responses = [...byStatus].map(([status, codes]) => [String(status), response(status, codes, route)] as const)
  return Object.fromEntries(responses)
}

function response(status: number, codes: readonly ErrorCode[], route: DescribedRoute): ResponseObject {
  return {
    description: codes.map((code) => `\`${code}\`: ${ERROR_CATALOGUE[code].when}`).join('\n\n'),
    headers: statusHeaders(status, route),
    content: {
      'application/json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Error' },
            { type: 'object', properties: { code: { type: 'string', enum: [...codes] } } },
          ],
        },
        examples: Object.fromEntries(codes.map((code) => [code, { value: example(code, status, route) }])),
      },
    },
  }
}

function example(code: ErrorCode, status: number, { failureMessage, errorFields }: DescribedRoute): object {
  return {
    ...errorReply(code, EXAMPLE_REQUEST_ID),
    ...(status === 500 && failureMessage !== undefined && { message: failureMessage }),
    ...EXAMPLE_FIELDS[code],
    ...errorFields?.(status),
  }
}
