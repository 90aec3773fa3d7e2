import { join } from 'node:path'

import { createKeyVault, type MasterSecret } from '@keybox/adapters-crypto'
import { admitSecrets, err, KeyRing, ok, secretMismatchMessage, type Result } from '@keybox/domain'

import type { Configuration } from '../configuration/configuration.ts'
import { errorCode } from '../error-code.ts'
import { digestFile, type FileDigest } from '../files/file-digest.ts'
import { readSecretFile } from '../secret/secret-file.ts'
import { DATABASE_NAME, PREVIOUS_SECRET_NAME, readManifest, SECRET_NAME, type Manifest } from './manifest.ts'

/** A backup whose files are what they were when it was made. */
export interface SoundBackup {
  readonly manifest: Manifest
  readonly database: string
  /** The secret in it; undefined: it was configured where the backup was made. */
  readonly secret: MasterSecret | undefined
  readonly previous: MasterSecret | undefined
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
  const previous = await readSecretFile(join(folder, PREVIOUS_SECRET_NAME))
  if (!previous.ok) return err(previous.error.message)
  const secrets = { secret: secret.value, previous: previous.value }
  return ok({ manifest: manifest.value, database: join(folder, DATABASE_NAME), ...secrets })
}

/**
 * The secrets that a backup's licence keys open with: the configured ones, else its own. An error where there are none or
 * others than the database was filled under.
 */
export function fittingSecrets(
  { manifest, ...own }: SoundBackup,
  { secret, previousSecret }: ConfiguredSecrets,
): Result<FittingSecrets, string> {
  const chosen = secret === undefined ? own : { secret, previous: previousSecret }
  if (chosen.secret === undefined) {
    return err('The secret is not in the backup: set KEYBOX_SECRET to the one that the database was filled under')
  }
  const keys = new KeyRing(createKeyVault(chosen.secret), chosen.previous && createKeyVault(chosen.previous))
  const { secretCheck: written, previousSecretCheck: read } = manifest
  const checkValues = { configured: keys.configured.checkValue, previous: keys.previous?.checkValue }
  const admitted = admitSecrets(written === undefined ? undefined : { written, read }, checkValues)
  if (admitted.ok) return ok({ secret: chosen.secret, previous: chosen.previous, keys })
  if (admitted.error !== 'OTHER_SECRET') return err(secretMismatchMessage(admitted.error, 'The database in the backup'))
  const which = secret === undefined ? 'The secret in the backup' : 'KEYBOX_SECRET'
  return err(`${which} is not the one that the database in the backup was filled under`)
}

type ConfiguredSecrets = Pick<Configuration, 'secret' | 'previousSecret'>

export interface FittingSecrets {
  readonly secret: MasterSecret
  readonly previous: MasterSecret | undefined
  readonly keys: KeyRing
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
