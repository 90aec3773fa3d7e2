import type { SQLInputValue } from 'node:sqlite'
import {
  emailIdentity,
  instant,
  Redacted,
  trustedEntityId,
  type Account,
  type DisplayName,
  type EmailAddress,
  type Role,
} from '@keybox/domain'
import { integer, text, type Row } from './column.ts'

export const ACCOUNT_COLUMNS = '_id, name, email, password_hash, role, created_at, updated_at'

export const INSERT_ACCOUNT: string = `
  INSERT INTO accounts (_id, name, email, email_identity, password_hash, role, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (email_identity) DO NOTHING`

export const CHANGE_PASSWORD =
  'UPDATE accounts SET password_hash = ?, updated_at = ? WHERE _id = ? AND password_hash = ?'

/** In the order of INSERT_ACCOUNT. */
export function accountValues(account: Account): SQLInputValue[] {
  const { id, name, email, passwordHash, role, createdAt, updatedAt } = account
  return [id, name, email, emailIdentity(email), passwordHash.reveal(), role, createdAt, updatedAt]
}

/** From ACCOUNT_COLUMNS. Trusts the store: nothing but `accountValues` wrote the row, so no rule is checked again. */
export function rehydrateAccount(row: Row): Account {
  return {
    id: trustedEntityId('Account', text(row, '_id')),
    name: text(row, 'name') as DisplayName,
    email: text(row, 'email') as EmailAddress,
    passwordHash: new Redacted('PasswordHash', text(row, 'password_hash')),
    role: text(row, 'role') as Role,
    createdAt: instant(integer(row, 'created_at')),
    updatedAt: instant(integer(row, 'updated_at')),
  }
}
