import { ok, type License, type LicenseReader, type LicenseRepository } from '@keybox/domain'
import { DuplicateId } from './duplicate-id.ts'
import { licenseRecord } from './records.ts'
import type { State, StateSource } from './state.ts'
import type { Unit } from './unit.ts'

export function licenseReader(source: StateSource): LicenseReader {
  return {
    findByKey: async (key) => source().licensesByKey.get(key.reveal()),
    findOwned: async (owner, key) => {
      const license = source().licensesByKey.get(key.reveal())
      return license?.owner === owner ? license : undefined
    },
  }
}

export function licenseRepository(unit: Unit): LicenseRepository {
  return {
    ...licenseReader(unit.current),
    insert: async (license) => {
      const state = unit.current()
      if (state.licenses.get(license.id) !== undefined) throw new DuplicateId('License')
      if (state.licensesByKey.get(license.key.reveal()) !== undefined) return unit.refuse({ type: 'LicenseKeyTaken' })
      unit.stage(written(state, licenseRecord(license)))
      return ok()
    },
    replace: async (next) => {
      const state = unit.current()
      const stored = state.licenses.get(next.id)
      if (stored?.owner !== next.owner || stored.revision !== next.revision - 1) {
        return unit.refuse({ type: 'LicenseChanged' })
      }
      unit.stage(written(state, licenseRecord({ ...next, ...neverChanging(stored) })))
      return ok()
    },
    confirm: async ({ id, owner, revision }) => {
      const stored = unit.current().licenses.get(id)
      const isThere = stored?.owner === owner && stored.revision === revision
      return isThere ? ok() : unit.refuse({ type: 'LicenseChanged' })
    },
  }
}

/** What a licence is sold as: a replacement keeps it, whatever it says. */
function neverChanging({ key, client, project, duration, issuedAt, expiresAt }: License): Partial<License> {
  return { key, client, project, duration, issuedAt, expiresAt }
}

function written(state: State, record: License): State {
  const creation = { parent: record.project, at: record.issuedAt, id: record.id }
  return {
    ...state,
    licenses: state.licenses.with(record.id, record),
    licensesByKey: state.licensesByKey.with(record.key.reveal(), record),
    licensesByCreation: state.licensesByCreation.with(creation, record),
  }
}
