import { IDEMPOTENCY_KEY_MAX } from '@keybox/domain'
import type { JsonSchema } from '../schema/json-schema.ts'
import type { HeaderObject } from './document-types.ts'

const REQUEST_ID: HeaderObject = {
  description: 'Names this reply in the log of the server.',
  schema: { type: 'string', format: 'uuid' },
}

const RETRY_AFTER: HeaderObject = {
  description: 'Seconds until it is worth trying again.',
  schema: { type: 'integer', minimum: 0 },
}

const WWW_AUTHENTICATE: HeaderObject = {
  description: 'How to authenticate, RFC 6750 §3.',
  schema: { type: 'string' },
}

const RATE_LIMIT: Readonly<Record<string, HeaderObject>> = {
  'RateLimit-Limit': {
    description: 'Requests that a window allows; absent where the operator lifted the limit.',
    schema: { type: 'integer' },
  },
  'RateLimit-Remaining': { description: 'Requests left in this window.', schema: { type: 'integer' } },
  'RateLimit-Reset': { description: 'Seconds until this window ends.', schema: { type: 'integer' } },
}

const IDEMPOTENT_REPLAYED: HeaderObject = {
  description: 'Only on a reply that was given before, to a request with the same `Idempotency-Key`.',
  schema: { type: 'string', enum: ['true'] },
}

/** Visible ASCII, bare or as a string of structured fields (RFC 8941 §3.3.3). */
const BARE_OR_QUOTED = '^(?:[\\x21\\x23-\\x7e][\\x21-\\x7e]*|"(?:[\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\["\\\\])+")$'

/** The header of a request that may be sent again. */
export const IDEMPOTENCY_KEY: JsonSchema = {
  type: 'object',
  properties: {
    'Idempotency-Key': {
      type: 'string',
      minLength: 1,
      maxLength: IDEMPOTENCY_KEY_MAX,
      pattern: BARE_OR_QUOTED,
      description:
        'Names this request, so that it is safe to send again: for 24 hours it gets the reply of the first one that succeeded.',
      example: '8e03978e-40d5-43e8-bc93-6894a57f9324',
    },
  },
}

/** What a route has to do with headers that few have. */
export interface SpecialHeaders {
  readonly rateLimited: boolean
  readonly idempotent: boolean
}

/** The headers that a reply of this status carries. */
export function statusHeaders(
  status: number,
  { rateLimited, idempotent }: SpecialHeaders,
): Readonly<Record<string, HeaderObject>> {
  const mayRetry = status === 429 || status === 503 || (status === 409 && idempotent)
  return {
    'X-Request-Id': REQUEST_ID,
    ...(rateLimited && RATE_LIMIT),
    ...(mayRetry && { 'Retry-After': RETRY_AFTER }),
    ...(status < 300 && idempotent && { 'Idempotent-Replayed': IDEMPOTENT_REPLAYED }),
    ...(status === 401 && { 'WWW-Authenticate': WWW_AUTHENTICATE }),
  }
}
