import { stat } from 'node:fs/promises'

import { generateMasterSecret, type MasterSecret } from '@keybox/adapters-crypto'
import { exhaustive, ok, type Result, type StoreRefused } from '@keybox/domain'

import type { Configuration } from '../configuration/configuration.ts'
import type { DatabaseLocation } from '../configuration/database-url.ts'
import { errorCode } from '../error-code.ts'
import { keptSecretFor } from './kept-secret.ts'
import { createSecretFile, readSecretFile } from './secret-file.ts'
import { secretRefused, type SecretRefused } from './secret-refused.ts'

/**
 * The configured secret, else what the store's kind allows: the file beside a SQLite database, made at random on first
 * start; one for this run of a memory store; none for MongoDB, which several servers share. By whatever link the
 * database is named, its secret is beside the file itself, as its other files are.
 */
export async function masterSecretFor(
  database: DatabaseLocation,
  configured: MasterSecret | undefined,
): Promise<Result<MasterSecret, SecretRefused | StoreRefused>> {
  if (configured !== undefined) return ok(configured)
  switch (database.type) {
    case 'memory':
      return ok(generateMasterSecret())
    case 'mongodb':
      return secretRefused('KEYBOX_SECRET is required with MongoDB')
    case 'sqlite': {
      const { locateDatabase } = await import('@keybox/adapters-sqlite')
      const located = locateDatabase(database.path)
      return located.ok ? besideDatabase(located.value) : located
    }
    default:
      return exhaustive(database)
  }
}

async function besideDatabase(databasePath: string): Promise<Result<MasterSecret, SecretRefused>> {
  const path = `${databasePath}.secret`
  const kept = await readSecretFile(path)
  if (!kept.ok) return kept
  if (kept.value !== undefined) return ok(kept.value)
  try {
    if (await isFilled(databasePath)) return lost(databasePath, path)
    const secret = generateMasterSecret()
    if (await createSecretFile(path, secret)) return ok(secret)
  } catch (error) {
    return secretRefused(
      `The secret file ${path} cannot be made (${errorCode(error)}); KEYBOX_SECRET can stand in for it`,
    )
  }
  // Another server on its first start put its own there meanwhile.
  const theirs = await readSecretFile(path)
  if (!theirs.ok) return theirs
  return theirs.value === undefined ? secretRefused(`The secret file ${path} came and went`) : ok(theirs.value)
}

export interface MasterSecrets {
  readonly secret: MasterSecret
  readonly previous: MasterSecret | undefined
}

/** The same, with the one before it where there may be records under that: configured, or in a file beside the secret's. */
export async function masterSecretsFor(
  configuration: Pick<Configuration, 'database' | 'secret' | 'previousSecret'>,
): Promise<Result<MasterSecrets, SecretRefused | StoreRefused>> {
  const secret = await masterSecretFor(configuration.database, configuration.secret)
  if (!secret.ok) return secret
  const kept = await keptSecretFor(configuration)
  return kept.ok ? ok({ secret: secret.value, previous: kept.value.previous }) : kept
}

/** A new secret for a database that has keys in it would make every one of them unknown. */
function lost(databasePath: string, path: string): Result<never, SecretRefused> {
  return secretRefused(
    `The database ${databasePath} exists but its secret file ${path} does not: put the file back, or set KEYBOX_SECRET ` +
      'to the secret that the database was filled under. Without it no licence key in the database can be looked up',
  )
}

/** What is not yet checkpointed stands in the write-ahead log alone. */
async function isFilled(databasePath: string): Promise<boolean> {
  const sizes = await Promise.all([databasePath, `${databasePath}-wal`].map(sizeOf))
  return sizes.some((size) => size > 0)
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0
    throw error
  }
}
