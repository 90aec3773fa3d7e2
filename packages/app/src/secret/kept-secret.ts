import { createKeyVault, type MasterSecret } from '@keybox/adapters-crypto'
import { KeyRing, ok, type Result, type StoreRefused } from '@keybox/domain'

import type { Configuration } from '../configuration/configuration.ts'
import { readSecretFile } from './secret-file.ts'
import type { SecretRefused } from './secret-refused.ts'

/** The secrets that a store is run with, and where they are kept. */
export interface KeptSecret {
  /** undefined: there is none */
  readonly secret: MasterSecret | undefined
  /** The one before, while records may be under it. */
  readonly previous: MasterSecret | undefined
  /** The file that the secret stands in; undefined: it is configured, or there is none. */
  readonly file: string | undefined
}

type Source = Pick<Configuration, 'database' | 'secret' | 'previousSecret'>

/** For commands beside the server: unlike its start they make no secret where there is none. */
export async function keptSecretFor(source: Source): Promise<Result<KeptSecret, SecretRefused | StoreRefused>> {
  const { database, secret: configured, previousSecret: previous } = source
  if (configured !== undefined || database.type !== 'sqlite') {
    return ok({ secret: configured, previous, file: undefined })
  }
  const { locateDatabase } = await import('@keybox/adapters-sqlite')
  const located = locateDatabase(database.path)
  if (!located.ok) return located
  const path = `${located.value}.secret`
  const kept = await readSecretFile(path)
  if (!kept.ok) return kept
  const before = await readSecretFile(previousSecretFile(path))
  return before.ok ? ok({ secret: kept.value, previous: before.value, file: kept.value && path }) : before
}

/** Where the secret before is kept while there is a newer one. @param file the newer one's */
export function previousSecretFile(file: string): string {
  return `${file}.previous`
}

/** undefined: there is no secret */
export function keyRingOf({ secret, previous }: Pick<KeptSecret, 'secret' | 'previous'>): KeyRing | undefined {
  return secret && new KeyRing(createKeyVault(secret), previous && createKeyVault(previous))
}
