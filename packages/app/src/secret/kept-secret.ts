import type { MasterSecret } from '@keybox/adapters-crypto'
import { ok, type Result, type StoreRefused } from '@keybox/domain'

import type { Configuration } from '../configuration/configuration.ts'
import { readSecretFile } from './secret-file.ts'
import type { SecretRefused } from './secret-refused.ts'

/** The secret that a store is run with, and where it is kept. */
export interface KeptSecret {
  /** undefined: there is none */
  readonly secret: MasterSecret | undefined
  /** The file that it stands in; undefined: it is configured, or there is none. */
  readonly file: string | undefined
}

/** For commands beside the server: unlike its start they make no secret where there is none. */
export async function keptSecretFor({
  database,
  secret: configured,
}: Pick<Configuration, 'database' | 'secret'>): Promise<Result<KeptSecret, SecretRefused | StoreRefused>> {
  if (configured !== undefined || database.type !== 'sqlite') return ok({ secret: configured, file: undefined })
  const { locateDatabase } = await import('@keybox/adapters-sqlite')
  const located = locateDatabase(database.path)
  if (!located.ok) return located
  const path = `${located.value}.secret`
  const kept = await readSecretFile(path)
  if (!kept.ok) return kept
  return ok({ secret: kept.value, file: kept.value && path })
}
