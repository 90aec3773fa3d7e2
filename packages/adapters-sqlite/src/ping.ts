import type { DatabaseSync } from 'node:sqlite'
import { stat } from 'node:fs/promises'
import { StoreFailure } from '@keybox/domain'
import { READ_VAULT_CHECK } from './opening/vault-check.ts'
import { performAlone } from './repositories/perform.ts'

/**
 * Reads one row, and looks whether the file still goes by its name: after a backup was copied over it, or it was
 * deleted, SQLite would serve the old one to the end of the process and then lose it.
 */
export async function preparePing(reader: DatabaseSync, file: string): Promise<() => Promise<void>> {
  const read = reader.prepare(READ_VAULT_CHECK)
  const opened = await identityOf(file)
  return async () => {
    await performAlone(() => read.get())
    if ((await identityOf(file)) !== opened) {
      throw new StoreFailure('STORE_UNAVAILABLE', 'The database file was moved, deleted or replaced: restart KeyBox')
    }
  }
}

/** undefined: there is no such file */
async function identityOf(file: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(file, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
