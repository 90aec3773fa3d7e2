/**
 * The contract suites that each adapter's project must run: the titles of its `describe('contract: …')` blocks, without
 * the prefix. A full test run fails unless the pairs that ran are exactly these.
 *
 * Written out here and not taken from the contracts package, so that a suite cannot leave both at once unseen.
 * A new storage suite is one more line in STORAGE, run by the specs of all three stores; a new adapter is one more row.
 */
const STORAGE: readonly string[] = [
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

export const EXPECTED_SUITES: Readonly<Record<string, readonly string[]>> = {
  'adapters-memory': STORAGE,
  'adapters-sqlite': [...STORAGE, 'store-inspection', 'secret-rotation'],
  'adapters-mongo': [...STORAGE, 'store-inspection', 'secret-rotation', 'shared-counts'],
  contracts: ['shared-counts'],
  'adapters-crypto': [
    'access-tokens',
    'fingerprint-hasher',
    'id-generator',
    'key-vault',
    'password-hasher',
    'random-bytes',
    'reply-vault',
  ],
}
