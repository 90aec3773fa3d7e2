import type { DatabaseSync } from 'node:sqlite'
import { ok, type AccountReader, type AccountRepository } from '@keybox/domain'
import {
  ACCOUNT_COLUMNS,
  accountValues,
  CHANGE_PASSWORD,
  INSERT_ACCOUNT,
  rehydrateAccount,
} from '../rows/account-row.ts'
import type { Unit } from '../transaction/unit.ts'
import type { Perform } from './perform.ts'

export const FIND_ACCOUNT_BY_ID: string = `SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE _id = ?`
export const FIND_ACCOUNT_BY_EMAIL: string = `SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE email_identity = ?`

const CONFIRM_PASSWORD = 'SELECT 1 FROM accounts WHERE _id = ? AND password_hash = ?'

/** Prepares the statements once, for any number of readers. */
export function prepareAccountReader(connection: DatabaseSync): (perform: Perform) => AccountReader {
  const byId = connection.prepare(FIND_ACCOUNT_BY_ID)
  const byEmail = connection.prepare(FIND_ACCOUNT_BY_EMAIL)
  return (perform) => ({
    findById: (id) =>
      perform(() => {
        const row = byId.get(id)
        return row && rehydrateAccount(row)
      }),
    findByEmail: (email) =>
      perform(() => {
        const row = byEmail.get(email)
        return row && rehydrateAccount(row)
      }),
  })
}

/** Prepares the statements once, for any number of units of work. */
export function prepareAccountRepository(connection: DatabaseSync): (unit: Unit) => AccountRepository {
  const reader = prepareAccountReader(connection)
  const insert = connection.prepare(INSERT_ACCOUNT)
  const changePassword = connection.prepare(CHANGE_PASSWORD)
  const confirm = connection.prepare(CONFIRM_PASSWORD)
  return (unit) => ({
    ...reader(unit.perform),
    insert: (account) =>
      unit.perform(() =>
        insert.run(...accountValues(account)).changes === 0 ? unit.lose({ type: 'EmailTaken' }) : ok(),
      ),
    changePassword: ({ id, passwordHash: previous }, passwordHash, at) =>
      unit.perform(() => {
        const { changes } = changePassword.run(passwordHash.reveal(), at, id, previous.reveal())
        return changes === 0 ? unit.lose({ type: 'PasswordChanged' }) : ok()
      }),
    // No unit runs beside another.
    confirmPassword: ({ id, passwordHash }) =>
      unit.perform(() =>
        confirm.get(id, passwordHash.reveal()) === undefined ? unit.lose({ type: 'PasswordChanged' }) : ok(),
      ),
  })
}
