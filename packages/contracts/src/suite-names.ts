// Free of imports, so that a test runner's configuration can read it, where vitest's own functions cannot be loaded.

export type StorageSuite =
  | 'account-repository'
  | 'session-repository'
  | 'session-races'
  | 'client-repository'
  | 'project-repository'
  | 'license-repository'
  | 'reply-repository'
  | 'dashboard-reader'
  | 'unit-of-work'
  | 'store'
  | 'races'
  | 'create-project-faults'
  | 'idempotency'

/** The names in the suites' titles, `contract: <name>`: every storage adapter runs each of them. */
export const STORAGE_SUITES: readonly StorageSuite[] = [
  'account-repository',
  'session-repository',
  'session-races',
  'client-repository',
  'project-repository',
  'license-repository',
  'reply-repository',
  'dashboard-reader',
  'unit-of-work',
  'store',
  'races',
  'create-project-faults',
  'idempotency',
]

export type CryptoSuite =
  | 'access-tokens'
  | 'fingerprint-hasher'
  | 'id-generator'
  | 'key-vault'
  | 'password-hasher'
  | 'random-bytes'
  | 'reply-vault'

/** The same for crypto adapters. */
export const CRYPTO_SUITES: readonly CryptoSuite[] = [
  'access-tokens',
  'fingerprint-hasher',
  'id-generator',
  'key-vault',
  'password-hasher',
  'random-bytes',
  'reply-vault',
]
