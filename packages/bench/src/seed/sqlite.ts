import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createKeyVault, type MasterSecret } from '@keybox/adapters-crypto'
import { openSqliteStore } from '@keybox/adapters-sqlite'
import { Redacted } from '@keybox/domain'
import { BARE_LICENSES, openBareDatabase } from '../bare/sqlite-work.ts'
import { BENCH_SECRET } from '../servers/keybox-server.ts'
import { fillStore, type Filled } from './fill-store.ts'
import { MACHINE } from './records.ts'

const UNIT = 5000

export const BENCH_MASTER_SECRET: MasterSecret = new Redacted('MasterSecret', BENCH_SECRET)

export interface SqliteSeed extends Filled {
  readonly file: string
}

/** A database of KeyBox's, filled. */
export async function seedSqlite(
  folder: string,
  count: { readonly active: number; readonly pending?: number },
): Promise<SqliteSeed> {
  const file = join(folder, `${randomUUID()}.db`)
  const opened = await openSqliteStore({ path: file, keyVault: createKeyVault(BENCH_MASTER_SECRET) })
  if (!opened.ok) throw new Error(opened.error.message)
  const filled = await fillStore(opened.value, { active: count.active, pending: count.pending ?? 0, unit: UNIT })
  await opened.value.close()
  return { ...filled, file }
}

/** A database of the bare server's, with a row for each key. Gives its file. */
export function seedBareSqlite(folder: string, keys: readonly string[]): string {
  const file = join(folder, `${randomUUID()}.db`)
  const database = openBareDatabase(file)
  database.exec(BARE_LICENSES)
  const insert = database.prepare(`INSERT INTO bare_licenses VALUES (?, ?, 12, '["Hosting"]', ?, NULL)`)
  database.exec('BEGIN')
  for (const key of keys) insert.run(key, MACHINE, Date.now() + 1e9)
  database.exec('COMMIT')
  database.close()
  return file
}
