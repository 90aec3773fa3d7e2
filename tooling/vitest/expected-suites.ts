/**
 * The contract suites that each adapter's project must run: the titles of its `describe('contract: …')` blocks, without
 * the prefix. A full test run fails unless the pairs that ran are exactly these.
 *
 * A new storage suite is one more line in STORAGE, and then three specs that call it; a new adapter is one more row.
 */
const STORAGE: readonly string[] = []

export const EXPECTED_SUITES: Readonly<Record<string, readonly string[]>> = {
  'adapters-memory': STORAGE,
  'adapters-sqlite': STORAGE,
  'adapters-mongo': STORAGE,
  'adapters-crypto': [],
}
