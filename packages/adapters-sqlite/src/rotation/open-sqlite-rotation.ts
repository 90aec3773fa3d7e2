import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import {
  err,
  KeyRing,
  ok,
  type KeyVault,
  type Result,
  type RotationRefused,
  type SecretRotation,
  type StoreRefused,
} from '@keybox/domain'
import { openConnection, shortenBusyTimeout } from '../connection.ts'
import { locateDatabase } from '../opening/database-path.ts'
import { takeServerLock } from '../opening/server-lock.ts'
import { refused, refusedBecause } from '../opening/store-refused.ts'
import { keepVaultCheck, storedSecrets } from '../opening/vault-check.ts'
import { writeBeside } from '../opening/write-beside.ts'
import { DEFAULT_TUNING } from '../sqlite-tuning.ts'
import { sqliteRotation } from './sqlite-rotation.ts'

export interface SqliteRotationOptions {
  readonly path: string
  readonly keyVault: KeyVault
  readonly previousKeyVault: KeyVault
}

/**
 * Opens an existing database to move it from the previous secret to the other, beside a server that knows both, or in the
 * place of one that does not run. Refused: UNREACHABLE, NEWER_SCHEMA, WRONG_SECRET.
 */
export function openSqliteRotation(options: SqliteRotationOptions): Result<SecretRotation, StoreRefused> {
  const { path, keyVault, previousKeyVault } = options
  if (!existsSync(path)) return refused('UNREACHABLE', `There is no database ${path}`)
  const located = locateDatabase(path)
  if (!located.ok) return located
  const keys = new KeyRing(keyVault, previousKeyVault)
  try {
    const connection = openConnection(located.value, DEFAULT_TUNING.lockWaitMs)
    const ready = writeBeside(connection, located.value, keys)
    if (!ready.ok) {
      connection.close()
      return ready
    }
    shortenBusyTimeout(connection)
    return ok(rotation(connection, located.value, keys, previousKeyVault))
  } catch (error) {
    return refusedBecause(error, path)
  }
}

function rotation(connection: DatabaseSync, file: string, keys: KeyRing, previous: KeyVault): SecretRotation {
  /** A server that knows both has begun it when it started; one that does not would call new keys unknown. */
  function begin(): Result<void, RotationRefused> {
    if (storedSecrets(connection)?.written === keys.configured.checkValue) return ok()
    const taken = takeServerLock(file)
    if (!taken.ok) return err({ type: 'RotationRefused', message: RESTART_FIRST })
    try {
      keepVaultCheck(connection, keys)
      return ok()
    } finally {
      taken.value.release()
    }
  }

  return {
    ...sqliteRotation(connection, keys.configured, previous),
    begin: async () => begin(),
    close: async () => {
      if (connection.isOpen) connection.close()
    },
  }
}

const RESTART_FIRST =
  'The running server knows only one secret: restart it with KEYBOX_SECRET and KEYBOX_SECRET_PREVIOUS first'
