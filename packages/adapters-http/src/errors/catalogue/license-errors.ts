import type { ErrorEntry } from './error-entry.ts'

/** Errors about a licence key: what a customer's program meets. */
export const licenseErrors = {
  LICENSE_KEY_REQUIRED: {
    status: 400,
    message: 'License key is required',
    when: '`key` is missing or blank.',
    remedy: 'Ask the customer for the key.',
  },
  MACHINE_ID_REQUIRED: {
    status: 400,
    message: 'Machine ID is required',
    when: 'Neither `machineId` nor `instanceId` says which machine to activate.',
    remedy: 'Send a fingerprint that stays the same on that machine.',
  },
  LICENSE_NOT_FOUND: {
    status: 404,
    message: 'License not found',
    when: 'No licence has this key. Where a token is needed, also when it is another developer’s; it never says which.',
    remedy: 'Check the key for typing mistakes.',
  },
  LICENSE_REVOKED: {
    status: 403,
    message: 'License has been revoked',
    when: 'The developer stopped the licence.',
    remedy: 'The customer has to talk to the developer.',
  },
  LICENSE_EXPIRED: {
    status: 403,
    message: 'License has expired',
    when: 'The term of the licence is over.',
    remedy: 'Sell the customer a new one.',
  },
  LICENSE_BOUND_ELSEWHERE: {
    status: 403,
    message: 'License already activated on another machine',
    when: 'Another machine activated the licence first.',
    remedy: 'Use it on that machine, or get a licence for this one.',
  },
} as const satisfies Record<string, ErrorEntry>
