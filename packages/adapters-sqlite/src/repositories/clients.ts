import type { DatabaseSync } from 'node:sqlite'
import { ok, type ClientReader, type ClientRepository } from '@keybox/domain'
import { CLIENT_COLUMNS, clientValues, INSERT_CLIENT, rehydrateClient } from '../rows/client-row.ts'
import type { Unit } from '../transaction/unit.ts'
import type { Perform } from './perform.ts'

export const FIND_CLIENT: string = `SELECT ${CLIENT_COLUMNS} FROM clients WHERE _id = ? AND owner = ?`

/** Prepares the statements once, for any number of readers. */
export function prepareClientReader(connection: DatabaseSync): (perform: Perform) => ClientReader {
  const byId = connection.prepare(FIND_CLIENT)
  return (perform) => ({
    find: (owner, id) =>
      perform(() => {
        const row = byId.get(id, owner)
        return row && rehydrateClient(row)
      }),
  })
}

/** Prepares the statements once, for any number of units of work. */
export function prepareClientRepository(connection: DatabaseSync): (unit: Unit) => ClientRepository {
  const reader = prepareClientReader(connection)
  const insert = connection.prepare(INSERT_CLIENT)
  return (unit) => ({
    ...reader(unit.perform),
    insert: (client) =>
      unit.perform(() =>
        insert.run(...clientValues(client)).changes === 0 ? unit.lose({ type: 'ClientEmailTaken' }) : ok(),
      ),
  })
}
