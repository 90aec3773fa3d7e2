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

/** The headers that a reply of this status carries. */
export function statusHeaders(status: number, rateLimited: boolean): Readonly<Record<string, HeaderObject>> {
  return {
    'X-Request-Id': REQUEST_ID,
    ...(rateLimited && RATE_LIMIT),
    ...((status === 429 || status === 503) && { 'Retry-After': RETRY_AFTER }),
    ...(status === 401 && { 'WWW-Authenticate': WWW_AUTHENTICATE }),
  }
}
