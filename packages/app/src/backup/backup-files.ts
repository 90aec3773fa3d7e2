import { join } from 'node:path'

import { createKeyVault, type MasterSecret } from '@keybox/adapters-crypto'
import { err, ok, type Result } from '@keybox/domain'

import { errorCode } from '../error-code.ts'
import { digestFile, type FileDigest } from '../files/file-digest.ts'
import { readSecretFile } from '../secret/secret-file.ts'
import { DATABASE_NAME, readManifest, SECRET_NAME, type Manifest } from './manifest.ts'

/** A backup whose files are what they were when it was made. */
export interface SoundBackup {
  readonly manifest: Manifest
  readonly database: string
  /** The secret in it; undefined: it was configured where the backup was made. */
  readonly secret: MasterSecret | undefined
}

/** The error is one readable line. */
export async function openBackup(folder: string): Promise<Result<SoundBackup, string>> {
  const manifest = await readManifest(folder)
  if (!manifest.ok) return manifest
  for (const [name, expected] of Object.entries(manifest.value.files)) {
    const sound = await isSound(join(folder, name), expected)
    if (!sound.ok) return sound
  }
  const secret = await readSecretFile(join(folder, SECRET_NAME))
  if (!secret.ok) return err(secret.error.message)
  return ok({ manifest: manifest.value, database: join(folder, DATABASE_NAME), secret: secret.value })
}

/**
 * The secret that a backup's licence keys open with: the configured one, else its own. An error where there is none or
 * another one than the database was filled under.
 */
export function fittingSecret(
  { manifest, secret }: SoundBackup,
  configured: MasterSecret | undefined,
): Result<MasterSecret, string> {
  const chosen = configured ?? secret
  if (chosen === undefined) {
    return err('The secret is not in the backup: set KEYBOX_SECRET to the one that the database was filled under')
  }
  const fits = manifest.secretCheck === undefined || createKeyVault(chosen).checkValue === manifest.secretCheck
  if (fits) return ok(chosen)
  const which = configured === undefined ? 'The secret in the backup' : 'KEYBOX_SECRET'
  return err(`${which} is not the one that the database in the backup was filled under`)
}

async function isSound(path: string, expected: FileDigest | undefined): Promise<Result<void, string>> {
  if (expected === undefined) return ok()
  try {
    const { bytes, sha256 } = await digestFile(path)
    if (bytes === expected.bytes && sha256 === expected.sha256) return ok()
    return err(`${path} is not what was backed up: its length or its SHA-256 differs from the manifest's`)
  } catch (error) {
    return err(`${path} cannot be read (${errorCode(error)})`)
  }
}
