import type { ProjectReader, ProjectRepository } from '@keybox/domain'
import { DuplicateId } from './duplicate-id.ts'
import { projectRecord } from './records.ts'
import { totalsOf, type StateSource } from './state.ts'
import type { Unit } from './unit.ts'

export function projectReader(source: StateSource): ProjectReader {
  return {
    find: async (owner, id) => {
      const project = source().projects.get(id)
      return project?.owner === owner ? project : undefined
    },
  }
}

export function projectRepository(unit: Unit): ProjectRepository {
  return {
    ...projectReader(unit.current),
    insert: async (project) => {
      const state = unit.current()
      const record = projectRecord(project)
      if (state.projects.get(record.id) !== undefined) throw new DuplicateId('Project')
      const creation = { parent: record.client, at: record.createdAt, id: record.id }
      const totals = totalsOf(state, record.owner)
      unit.stage({
        ...state,
        projects: state.projects.with(record.id, record),
        projectsByCreation: state.projectsByCreation.with(creation, record),
        totals: state.totals.with(record.owner, { ...totals, projects: totals.projects + 1 }),
      })
    },
  }
}
