import type { Result, Store, StoreRefused } from '@keybox/domain'
import { onTestFinished } from 'vitest'
import { openSqliteStore } from '../../src/open-sqlite-store.ts'
import type { SqliteTuning } from '../../src/sqlite-tuning.ts'
import { testKeyVault } from './test-key-vault.ts'

export const SECRET = 'the secret of the tests, long enough'

/** Opens a store as the server would. */
export function open(path: string, tuning?: Partial<SqliteTuning>): Promise<Result<Store, StoreRefused>> {
  return openSqliteStore({ path, keyVault: testKeyVault(SECRET) }, tuning)
}

/** @throws Error when the store is refused */
export async function opened(path: string, tuning?: Partial<SqliteTuning>): Promise<Store> {
  const result = await open(path, tuning)
  if (!result.ok) throw new Error(`${result.error.reason}: ${result.error.message}`)
  return result.value
}

/** A store that is closed after the test, which calls this. */
export async function openedForTest(path: string, tuning?: Partial<SqliteTuning>): Promise<Store> {
  const store = await opened(path, tuning)
  onTestFinished(() => store.close())
  return store
}
