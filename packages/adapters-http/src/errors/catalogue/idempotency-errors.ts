import type { ErrorEntry } from './error-entry.ts'

/** Errors about the `Idempotency-Key` of a request. */
export const idempotencyErrors = {
  IDEMPOTENCY_KEY_INVALID: {
    status: 400,
    message: 'Idempotency-Key must be 1 to 255 visible ASCII characters',
    when: 'The `Idempotency-Key` header is empty, too long, holds a space or anything beyond ASCII, or was sent more than once.',
    remedy: 'Send a random UUID, and the same one when you repeat the request.',
  },
  IDEMPOTENCY_KEY_IN_USE: {
    status: 409,
    message: 'A request with this idempotency key is in progress',
    when: 'Another request with this `Idempotency-Key` is being answered just now. This one did nothing.',
    remedy: 'Send it again after `Retry-After` seconds: it gets the reply of the other one.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    message: 'Idempotency key reused with a different request',
    when: 'A request with this `Idempotency-Key` and another body succeeded in the last 24 hours. This one did nothing.',
    remedy: 'Use a new key for each thing that you want done, and the same one only to repeat a request as it was.',
  },
} as const satisfies Record<string, ErrorEntry>
