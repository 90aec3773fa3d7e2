import type { License, LicenseRepository, UnitOfWork } from '@keybox/domain'
import type { LicenseMemory } from './license-memory.ts'

/**
 * Units of work whose changes memory knows in the very turn in which the commit is told. New licences are left out: most
 * are not asked about before they are activated, and a bulk issue should not push out what is.
 */
export function rememberingUnitOfWork(unitOfWork: UnitOfWork, memory: LicenseMemory): UnitOfWork {
  return {
    async run(work) {
      const attention = memory.begin()
      let replaced: License[] = []
      try {
        const result = await unitOfWork.run(async (repositories) => {
          // It may run more than once; the last run counts.
          replaced = []
          const licenses = observed(repositories.licenses, (next) => replaced.push(next))
          return work({ ...repositories, licenses })
        })
        if (result.ok) for (const license of replaced) memory.committed(attention, license)
        return result
      } catch (error) {
        // It may have been committed all the same: what was remembered before it is no longer known to be right.
        for (const { id, revision } of replaced) memory.changed(id, revision)
        throw error
      } finally {
        memory.end(attention)
      }
    },
  }
}

function observed(licenses: LicenseRepository, replaced: (license: License) => void): LicenseRepository {
  return {
    findByKey: (key) => licenses.findByKey(key),
    findOwned: (owner, key) => licenses.findOwned(owner, key),
    insert: (license) => licenses.insert(license),
    confirm: (license) => licenses.confirm(license),
    async replace(next) {
      const result = await licenses.replace(next)
      if (result.ok) replaced(next)
      return result
    },
  }
}
