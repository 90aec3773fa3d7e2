import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { err, instant, ok, type KeyVault, type LicenseKey, type SecretRotation } from '@keybox/domain'
import { rehydrateLicenseId } from '../rows/license-row.ts'
import { DEFAULT_TUNING } from '../sqlite-tuning.ts'
import { Writer } from '../transaction/writer.ts'
import { bytes, integer, text, type Row } from '../rows/column.ts'

const COUNT_LICENSES = 'SELECT count(*) AS n FROM licenses WHERE key_id = ?'
const COUNT_REPLIES = 'SELECT count(*) AS n FROM kept_replies WHERE key_id = ?'
const ANY_LEFT = `SELECT EXISTS (SELECT 1 FROM licenses WHERE key_id = ?1)
  OR EXISTS (SELECT 1 FROM kept_replies WHERE key_id = ?1) AS n`
const NEXT_LICENSES = `
  SELECT rowid, _id, key_seal FROM licenses WHERE rowid > ? AND key_id = ? ORDER BY rowid LIMIT ?`
/** Compare-and-set on the secret; where another licence has the key, its digest is taken and nothing happens. */
const RESEAL = 'UPDATE OR IGNORE licenses SET key_digest = ?, key_seal = ?, key_id = ? WHERE _id = ? AND key_id = ?'
const FORGET_REPLIES = 'DELETE FROM kept_replies WHERE key_id = ? AND kept_at <= ?'
const NEWEST_REPLY = 'SELECT max(kept_at) AS kept_at FROM kept_replies WHERE key_id = ?'
const FORGET_SECRET = 'UPDATE vault_check SET previous_check_value = NULL WHERE check_value = ?'

/** The server asks for the write lock every 20 ms: between two batches it always gets it. */
const TURN_OF_OTHERS_MS = 50

/** The steps of a rotation that has begun: nobody writes under `previous` any more. */
export function sqliteRotation(
  connection: DatabaseSync,
  configured: KeyVault,
  previous: KeyVault,
): Omit<SecretRotation, 'begin' | 'close'> {
  const writer = new Writer(connection, { ...DEFAULT_TUNING, timeLeft: () => Number.POSITIVE_INFINITY })
  let lastRow = 0

  const count = (sql: string): number => integer(connection.prepare(sql).get(previous.keyId) ?? {}, 'n')

  async function reseal(rows: readonly Row[]): Promise<readonly string[]> {
    const update = connection.prepare(RESEAL)
    const failed: string[] = []
    // Unsealed and sealed before the write lock is taken.
    const changes = rows.map((row) => ({ license: rehydrateLicenseId(row), key: opened(row, previous) }))
    const values = changes.map(({ license, key }) =>
      key === undefined ? undefined : [configured.digest(key), configured.seal(key, license), configured.keyId],
    )
    await inTransaction(writer, () => {
      for (const [index, { license }] of changes.entries()) {
        const value = values[index]
        const changed = value !== undefined && update.run(...value, license, previous.keyId).changes === 1
        if (!changed && isStill(license)) failed.push(license)
      }
    })
    return failed
  }

  /** A command that ran at the same time may have been first. */
  function isStill(license: string): boolean {
    const row = connection.prepare('SELECT key_id FROM licenses WHERE _id = ?').get(license)
    return row !== undefined && text(row, 'key_id') === previous.keyId
  }

  return {
    remaining: async () => ({ licenses: count(COUNT_LICENSES), replies: count(COUNT_REPLIES) }),
    async resealBatch(limit) {
      const rows = connection.prepare(NEXT_LICENSES).all(lastRow, previous.keyId, limit)
      const failed = rows.length === 0 ? [] : await reseal(rows)
      const more = rows.length === limit
      lastRow = more ? integer(rows.at(-1) ?? {}, 'rowid') : 0
      if (more) await pause(TURN_OF_OTHERS_MS)
      return { resealed: rows.length - failed.length, failed, more }
    },
    // The one server holds its lock, and has written under the other secret since it was opened.
    fence: () => Promise.resolve(),
    forgetReplies: (since) =>
      inTransaction(writer, () => Number(connection.prepare(FORGET_REPLIES).run(previous.keyId, since).changes)),
    newestReply: async () => {
      const keptAt = connection.prepare(NEWEST_REPLY).get(previous.keyId)?.['kept_at']
      return typeof keptAt === 'number' ? instant(keptAt) : undefined
    },
    async finish() {
      if (count(ANY_LEFT) > 0) {
        return err({ type: 'RotationRefused', message: 'There are records under the previous secret: run it again' })
      }
      await inTransaction(writer, () => connection.prepare(FORGET_SECRET).run(configured.checkValue))
      // The log holds what the pages were before. Where readers are in the way it goes when the server stops.
      connection.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      return ok()
    },
  }
}

function opened(row: Row, vault: KeyVault): LicenseKey | undefined {
  try {
    return vault.open(bytes(row, 'key_seal'), rehydrateLicenseId(row))
  } catch {
    return undefined
  }
}

async function inTransaction<T>(writer: Writer, work: () => T): Promise<T> {
  await writer.begin(writer.deadline())
  try {
    const result = work()
    writer.commit()
    return result
  } catch (error) {
    writer.rollback()
    throw error
  }
}
