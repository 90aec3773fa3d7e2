import type { ErrorEntry } from './error-entry.ts'

/** Faults of a request that any route can answer. */
export const requestErrors = {
  VALIDATION_ERROR: {
    status: 400,
    message: 'Validation error',
    when: 'A field has the wrong type, is too long, is malformed, or holds U+0000 or ill-formed Unicode.',
    remedy:
      'Read `errors`, a map from field path to messages (`services.0` is the first entry of `services`), or `details`, the same in one line.',
  },
  INVALID_JSON: {
    status: 400,
    message: 'Request body is not valid JSON',
    when: 'The body is not JSON in UTF-8, or one of its objects has a `__proto__` or `constructor.prototype` key.',
    remedy: 'Send a body that a JSON serialiser made.',
  },
  INVALID_BODY: {
    status: 400,
    message: 'Request body must be a JSON object',
    when: 'The body is JSON, but an array, a text, a number, a boolean or `null`.',
    remedy: 'Send an object, `{ … }`.',
  },
  BAD_REQUEST: {
    status: 400,
    message: 'Bad request',
    when: 'The request is not HTTP, its URL is not percent-encoded UTF-8, or it has no `Host` header, or several, or a range or condition in its head does not hold for a file of the page at `/docs`.',
    remedy: 'Encode what you put into a URL (`encodeURIComponent`), and let an HTTP library write the request.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    message: 'Route not found',
    when: 'There is no such path, or it does not have that method.',
    remedy: 'Compare the method and the path with the API description at `/docs`.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    message: 'Request timeout',
    when: 'The request did not arrive completely in time.',
    remedy: 'Send it again, in one go.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    message: 'Request body is too large',
    when: 'The body is over 64 KiB.',
    remedy: 'Send less: no request of this API needs that much.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    message: 'Content-Type must be application/json',
    when: 'There is a body, but its `Content-Type` is missing or is not `application/json`, or it has a `Content-Encoding`.',
    remedy: 'Send plain JSON with `Content-Type: application/json`.',
  },
  RATE_LIMITED: {
    status: 429,
    message: 'Too many requests, please try again later.',
    when:
      'This client address sent more requests than its window allows, or asked for too many licence keys that do not exist; or too many ' +
      'wrong passwords were tried for this account. It says nothing of whether the key or the password was right.',
    remedy: 'Wait as many seconds as `Retry-After` says. An operator can raise the limits on addresses.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    message: 'Request header fields are too large',
    when: 'The request line and headers are over 16 KiB.',
    remedy: 'Send fewer or shorter headers.',
  },
} as const satisfies Record<string, ErrorEntry>
