import type { DatabaseSync } from 'node:sqlite'
import {
  ok,
  type License,
  type KeyRing,
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
/** By its digests under two secrets, of which it has one. */
export const FIND_LICENSE_BY_EITHER: string = `SELECT ${LICENSE_COLUMNS} FROM licenses WHERE key_digest IN (?, ?)`
export const FIND_OWNED_LICENSE: string = `${FIND_LICENSE_BY_KEY} AND owner = ?`
export const FIND_OWNED_LICENSE_BY_EITHER: string = `${FIND_LICENSE_BY_EITHER} AND owner = ?`

const CONFIRM_LICENSE = 'SELECT 1 FROM licenses WHERE _id = ? AND owner = ? AND revision = ?'

/** Prepares the statements once, for any number of readers. */
export function prepareLicenseReader(connection: DatabaseSync, keys: KeyRing): (perform: Perform) => LicenseReader {
  const byKey = prepareByKey(connection, keys)
  const owned = connection.prepare(keys.previous === undefined ? FIND_OWNED_LICENSE : FIND_OWNED_LICENSE_BY_EITHER)
  return (perform) => ({
    findByKey: (key) => perform(() => byKey(key)),
    findOwned: (owner, key) =>
      perform(() => {
        const row = owned.get(...digestsOf(key, keys), owner)
        return row && rehydrateLicense(row, key)
      }),
  })
}

/** Outside units of work, with those reads gathered that validation lives on. */
export function gatheringLicenseReader(connection: DatabaseSync, keys: KeyRing): LicenseReader {
  return {
    ...prepareLicenseReader(connection, keys)(performAlone),
    findByKey: gatherReads(connection, prepareByKey(connection, keys)),
  }
}

function prepareByKey(connection: DatabaseSync, keys: KeyRing): (key: LicenseKey) => License | undefined {
  const { configured, previous } = keys
  if (previous === undefined) {
    const byKey = connection.prepare(FIND_LICENSE_BY_KEY)
    return (key) => {
      const row = byKey.get(configured.digest(key))
      return row && rehydrateLicense(row, key)
    }
  }
  const byEither = connection.prepare(FIND_LICENSE_BY_EITHER)
  return (key) => {
    const row = byEither.get(configured.digest(key), previous.digest(key))
    return row && rehydrateLicense(row, key)
  }
}

/** As many as there are secrets. */
function digestsOf(key: LicenseKey, { configured, previous }: KeyRing): Uint8Array[] {
  return previous === undefined ? [configured.digest(key)] : [configured.digest(key), previous.digest(key)]
}

/** Prepares the statements once, for any number of units of work. */
export function prepareLicenseRepository(connection: DatabaseSync, keys: KeyRing): (unit: Unit) => LicenseRepository {
  const reader = prepareLicenseReader(connection, keys)
  const insert = connection.prepare(INSERT_LICENSE)
  const replace = connection.prepare(REPLACE_LICENSE)
  const confirm = connection.prepare(CONFIRM_LICENSE)
  const digested = connection.prepare(FIND_LICENSE_BY_KEY)
  /** Under another secret the same key has another digest, so that the index of digests does not decide. */
  const isTakenUnderOther = (key: LicenseKey): boolean =>
    keys.other !== undefined && digested.get(keys.other.digest(key)) !== undefined
  return (unit) => ({
    ...reader(unit.perform),
    insert: (license) =>
      unit.perform(() =>
        isTakenUnderOther(license.key) || insert.run(...licenseValues(license, keys.writing)).changes === 0
          ? unit.lose({ type: 'LicenseKeyTaken' })
          : ok(),
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
