import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

import type { MasterSecret } from '@keybox/adapters-crypto'
import { err, ok, toIsoString, type Clock, type Result } from '@keybox/domain'

import type { Configuration } from '../configuration/configuration.ts'
import { errorCode } from '../error-code.ts'
import { digestFile } from '../files/file-digest.ts'
import { syncFolder } from '../files/put-in-place.ts'
import { createSecretFile } from '../secret/secret-file.ts'
import { keptSecretFor } from '../secret/kept-secret.ts'
import { readVersion } from '../version.ts'
import { DATABASE_NAME, manifestPath, PREVIOUS_SECRET_NAME, SECRET_NAME, type Manifest } from './manifest.ts'

export interface BackedUp {
  /** Absolute. */
  readonly folder: string
  readonly manifest: Manifest
}

/**
 * Copies a SQLite database and the secret files beside it into a new folder, while a server goes on. The folder has its
 * name only when all of it is on disk. The error is one readable line.
 */
export async function backUp(
  { database, ...secrets }: Pick<Configuration, 'database' | 'secret' | 'previousSecret'>,
  folder: string,
  clock: Clock,
): Promise<Result<BackedUp, string>> {
  if (database.type !== 'sqlite') return err('Only a SQLite database is a file that this command can copy')
  const target = resolve(folder)
  if (existsSync(target)) return err(`${target} exists: name a folder that does not`)
  const kept = await keptSecretFor({ database, ...secrets })
  if (!kept.ok) return err(kept.error.message)
  const draft = `${target}.${randomUUID()}.partial`
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 })
    const inFiles = kept.value.file === undefined ? {} : kept.value
    const manifest = await fill(draft, database.path, inFiles, clock)
    if (!manifest.ok) return manifest
    await rename(draft, target)
    await syncFolder(dirname(target))
    return ok({ folder: target, manifest: manifest.value })
  } catch (error) {
    return err(`The backup ${target} cannot be written (${errorCode(error)})`)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Those that are kept beside the database. */
interface SecretsInFiles {
  readonly secret?: MasterSecret | undefined
  readonly previous?: MasterSecret | undefined
}

async function fill(
  draft: string,
  path: string,
  { secret, previous }: SecretsInFiles,
  clock: Clock,
): Promise<Result<Manifest, string>> {
  const { backUpSqlite, openSqliteInspection } = await import('@keybox/adapters-sqlite')
  const madeAt = toIsoString(clock.now())
  const copy = join(draft, DATABASE_NAME)
  const copied = await backUpSqlite({ path, copy })
  if (!copied.ok) return err(copied.error.message)
  await force(copy)
  const [secretCopy, previousCopy] = [join(draft, SECRET_NAME), join(draft, PREVIOUS_SECRET_NAME)]
  if (secret !== undefined) await createSecretFile(secretCopy, secret)
  if (previous !== undefined) await createSecretFile(previousCopy, previous)

  const inspection = openSqliteInspection({ path: copy, role: 'copy' })
  if (!inspection.ok) return err(inspection.error.message)
  const { schemaVersion, secrets } = inspection.value
  const counts = await inspection.value.counts()
  await inspection.value.close()
  const manifest: Manifest = {
    format: 1,
    madeAt,
    keybox: readVersion(),
    schemaVersion,
    ...(secrets !== undefined && { secretCheck: secrets.written }),
    ...(secrets?.read !== undefined && { previousSecretCheck: secrets.read }),
    counts,
    files: {
      [DATABASE_NAME]: await digestFile(copy),
      ...(secret !== undefined && { [SECRET_NAME]: await digestFile(secretCopy) }),
      ...(previous !== undefined && { [PREVIOUS_SECRET_NAME]: await digestFile(previousCopy) }),
    },
  }
  await writeFile(manifestPath(draft), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600, flush: true })
  await syncFolder(draft)
  return ok(manifest)
}

async function force(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
