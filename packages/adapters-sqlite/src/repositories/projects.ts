import type { DatabaseSync } from 'node:sqlite'
import type { ProjectReader, ProjectRepository } from '@keybox/domain'
import { INSERT_PROJECT, PROJECT_COLUMNS, projectValues, rehydrateProject } from '../rows/project-row.ts'
import type { Unit } from '../transaction/unit.ts'
import type { Perform } from './perform.ts'

export const FIND_PROJECT: string = `SELECT ${PROJECT_COLUMNS} FROM projects WHERE _id = ? AND owner = ?`

/** Prepares the statements once, for any number of readers. */
export function prepareProjectReader(connection: DatabaseSync): (perform: Perform) => ProjectReader {
  const byId = connection.prepare(FIND_PROJECT)
  return (perform) => ({
    find: (owner, id) =>
      perform(() => {
        const row = byId.get(id, owner)
        return row && rehydrateProject(row)
      }),
  })
}

/** Prepares the statements once, for any number of units of work. */
export function prepareProjectRepository(connection: DatabaseSync): (unit: Unit) => ProjectRepository {
  const reader = prepareProjectReader(connection)
  const insert = connection.prepare(INSERT_PROJECT)
  return (unit) => ({
    ...reader(unit.perform),
    insert: (project) =>
      unit.perform(() => {
        insert.run(...projectValues(project))
      }),
  })
}
