import type { ErrorEntry } from './error-entry.ts'

/** Failures that are the server's own. */
export const serverErrors = {
  INTERNAL: {
    status: 500,
    message: 'Internal server error',
    when: 'Something failed that should not. Where a route has a text of its own for this, `message` is that text.',
    remedy: 'Send it again later; if it stays, look up `requestId` in the log of the server.',
  },
  STORE_UNAVAILABLE: {
    status: 500,
    message: 'Internal server error',
    when: 'The database could not be reached or gave up. Nothing was written. Where a route has a text of its own for this, `message` is that text.',
    remedy: 'Send it again later; the operator should look at the database.',
  },
  OUTCOME_UNKNOWN: {
    status: 500,
    message: 'Internal server error',
    when: 'The database went away before it said how a write ended: all of it is there, or none. Where a route has a text of its own for this, `message` is that text.',
    remedy:
      'Send it again with the same `Idempotency-Key`, if it had one. Else read before you write again: the dashboard shows whether it is there.',
  },
  NOT_READY: {
    status: 503,
    message: 'Not ready',
    when: '`GET /health/ready` asked while the database does not answer, cannot be written or is damaged, or the server shuts down; `reason` says which.',
    remedy: 'Send no traffic until it answers 200.',
  },
  SHUTTING_DOWN: {
    status: 503,
    message: 'Server is shutting down',
    when: 'The request came over an open connection while the server shuts down. Nothing was done.',
    remedy: 'Send it again after `Retry-After` seconds.',
  },
  OVERLOADED: {
    status: 503,
    message: 'Server is overloaded, please try again later',
    when:
      'More is waiting than the server takes on: requests of this kind, passwords to hash, work for the database, or bodies that are on their way; ' +
      'or a password was not hashed in the time that a request has. Nothing was done.',
    remedy: 'Send it again after `Retry-After` seconds.',
  },
} as const satisfies Record<string, ErrorEntry>
