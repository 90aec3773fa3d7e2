import type { DatabaseSync } from 'node:sqlite'
import {
  ok,
  type License,
  type KeyVault,
  type LicenseKey,
  type LicenseReader,
  type LicenseRepository,
} from '@keybox/domain'
import {
  INSERT_LICENSE,
  LICENSE_COLUMNS,
  licenseReplacement,
  licenseValues,
  rehydrateLicense,
  REPLACE_LICENSE,
} from '../rows/license-row.ts'
import type { Unit } from '../transaction/unit.ts'
import { gatherReads } from './gathered-reads.ts'
import { performAlone, type Perform } from './perform.ts'

export const FIND_LICENSE_BY_KEY: string = `SELECT ${LICENSE_COLUMNS} FROM licenses WHERE key_digest = ?`
export const FIND_OWNED_LICENSE: string = `SELECT ${LICENSE_COLUMNS} FROM licenses WHERE key_digest = ? AND owner = ?`

const CONFIRM_LICENSE = 'SELECT 1 FROM licenses WHERE _id = ? AND owner = ? AND revision = ?'

/** Prepares the statements once, for any number of readers. */
export function prepareLicenseReader(
  connection: DatabaseSync,
  keyVault: KeyVault,
): (perform: Perform) => LicenseReader {
  const byKey = prepareByKey(connection, keyVault)
  const owned = connection.prepare(FIND_OWNED_LICENSE)
  return (perform) => ({
    findByKey: (key) => perform(() => byKey(key)),
    findOwned: (owner, key) =>
      perform(() => {
        const row = owned.get(keyVault.digest(key), owner)
        return row && rehydrateLicense(row, key)
      }),
  })
}

/** Outside units of work, with those reads gathered that validation lives on. */
export function gatheringLicenseReader(connection: DatabaseSync, keyVault: KeyVault): LicenseReader {
  return {
    ...prepareLicenseReader(connection, keyVault)(performAlone),
    findByKey: gatherReads(connection, prepareByKey(connection, keyVault)),
  }
}

function prepareByKey(connection: DatabaseSync, keyVault: KeyVault): (key: LicenseKey) => License | undefined {
  const byKey = connection.prepare(FIND_LICENSE_BY_KEY)
  return (key) => {
    const row = byKey.get(keyVault.digest(key))
    return row && rehydrateLicense(row, key)
  }
}

/** Prepares the statements once, for any number of units of work. */
export function prepareLicenseRepository(
  connection: DatabaseSync,
  keyVault: KeyVault,
): (unit: Unit) => LicenseRepository {
  const reader = prepareLicenseReader(connection, keyVault)
  const insert = connection.prepare(INSERT_LICENSE)
  const replace = connection.prepare(REPLACE_LICENSE)
  const confirm = connection.prepare(CONFIRM_LICENSE)
  return (unit) => ({
    ...reader(unit.perform),
    insert: (license) =>
      unit.perform(() =>
        insert.run(...licenseValues(license, keyVault)).changes === 0 ? unit.lose({ type: 'LicenseKeyTaken' }) : ok(),
      ),
    replace: (next) =>
      unit.perform(() =>
        replace.run(...licenseReplacement(next)).changes === 0 ? unit.lose({ type: 'LicenseChanged' }) : ok(),
      ),
    confirm: ({ id, owner, revision }) =>
      unit.perform(() =>
        confirm.get(id, owner, revision) === undefined ? unit.lose({ type: 'LicenseChanged' }) : ok(),
      ),
  })
}
