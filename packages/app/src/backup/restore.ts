import { createReadStream } from 'node:fs'

import type { MasterSecret } from '@keybox/adapters-crypto'
import { err, ok, type Result } from '@keybox/domain'

import type { Configuration } from '../configuration/configuration.ts'
import { errorCode } from '../error-code.ts'
import { putInPlace } from '../files/put-in-place.ts'
import { previousSecretFile } from '../secret/kept-secret.ts'
import { createSecretFile, readSecretFile } from '../secret/secret-file.ts'
import { fittingSecrets, openBackup, type FittingSecrets } from './backup-files.ts'

export interface Restored {
  readonly file: string
  /** Where its secret stands; undefined: it is configured. */
  readonly secretFile: string | undefined
}

/**
 * Puts a backup in the place that the configuration names, where there must be no database and no server. Whatever
 * interrupts it, the database is there whole or not at all, never without its secret. The error is one readable line.
 */
export async function restore(
  { database, ...configured }: Pick<Configuration, 'database' | 'secret' | 'previousSecret'>,
  folder: string,
): Promise<Result<Restored, string>> {
  if (database.type !== 'sqlite') return err('Only a SQLite database is a file that this command can put in place')
  const backup = await openBackup(folder)
  if (!backup.ok) return backup
  const fitting = fittingSecrets(backup.value, configured)
  if (!fitting.ok) return fitting
  const { claimNewDatabase } = await import('@keybox/adapters-sqlite')
  const place = claimNewDatabase(database.path)
  if (!place.ok) return err(place.error.message)
  const { file } = place.value
  try {
    const secretFile = configured.secret === undefined ? `${file}.secret` : undefined
    const kept = secretFile === undefined ? ok() : await keepSecrets(secretFile, fitting.value)
    if (!kept.ok) return kept
    const put = await putInPlace(file, (draft) => draft.writeFile(createReadStream(backup.value.database)))
    return put ? ok({ file, secretFile }) : err(`${file} exists, and nothing is restored over it: move it away first`)
  } catch (error) {
    return err(`The backup cannot be restored to ${file} (${errorCode(error)})`)
  } finally {
    place.value.release()
  }
}

async function keepSecrets(path: string, { secret, previous }: FittingSecrets): Promise<Result<void, string>> {
  const kept = await keepSecret(path, secret)
  return !kept.ok || previous === undefined ? kept : keepSecret(previousSecretFile(path), previous)
}

async function keepSecret(path: string, secret: MasterSecret): Promise<Result<void, string>> {
  if (await createSecretFile(path, secret)) return ok()
  const there = await readSecretFile(path)
  if (!there.ok) return err(there.error.message)
  if (there.value?.equals(secret) === true) return ok()
  return err(`${path} holds another secret than the backup, and is not overwritten: move it away first`)
}
