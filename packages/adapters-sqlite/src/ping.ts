import type { DatabaseSync } from 'node:sqlite'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { StoreFailure } from '@keybox/domain'
import { forgetPages } from './connection.ts'
import { READ_VAULT_CHECK } from './opening/vault-check.ts'
import { performAlone } from './repositories/perform.ts'
import type { StoreHealth } from './store-health.ts'

/**
 * Reads one row, and looks whether the file still goes by its name and may be written: after a backup was copied over
 * it, or it was deleted, SQLite would serve the old one to the end of the process and then lose it. Then it tries again
 * what failed last, if anything did.
 */
export async function preparePing(
  reader: DatabaseSync,
  file: string,
  health: StoreHealth,
): Promise<() => Promise<void>> {
  const read = reader.prepare(READ_VAULT_CHECK)
  const opened = await identityOf(file)
  let damaged = false

  async function check(): Promise<void> {
    if (damaged) await performAlone(() => forgetPages(reader))
    await performAlone(() => read.get())
    if ((await identityOf(file)) !== opened) {
      const message = 'The database file was moved, deleted or replaced: put it back, or restart KeyBox'
      throw new StoreFailure('STORE_UNAVAILABLE', message, { ailment: 'moved' })
    }
    await assertWritable(file)
    await health.check()
  }

  return async () => {
    try {
      await check()
      damaged = false
    } catch (error) {
      damaged = error instanceof StoreFailure && error.ailment === 'damaged'
      throw error
    }
  }
}

/** A volume that was mounted read-only meanwhile says so here, where a write would only tell of a disk error. */
async function assertWritable(file: string): Promise<void> {
  try {
    await access(file, constants.W_OK)
  } catch (error) {
    const message = 'The database may not be written any more: look at its volume and at its permissions'
    throw new StoreFailure('STORE_UNAVAILABLE', message, { cause: error, ailment: 'read-only' })
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
