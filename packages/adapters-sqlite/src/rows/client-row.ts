import type { SQLInputValue } from 'node:sqlite'
import {
  emailIdentity,
  instant,
  trustedEntityId,
  type Client,
  type DisplayName,
  type EmailAddress,
} from '@keybox/domain'
import { integer, text, type Row } from './column.ts'

export const CLIENT_COLUMNS = '_id, owner, name, email, created_at, updated_at'

export const INSERT_CLIENT: string = `
  INSERT INTO clients (_id, owner, name, email, email_identity, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (owner, email_identity) DO NOTHING`

/** In the order of INSERT_CLIENT. */
export function clientValues({ id, owner, name, email, createdAt, updatedAt }: Client): SQLInputValue[] {
  return [id, owner, name, email, emailIdentity(email), createdAt, updatedAt]
}

/** From CLIENT_COLUMNS. Trusts the store: nothing but `clientValues` wrote the row, so no rule is checked again. */
export function rehydrateClient(row: Row): Client {
  return {
    id: trustedEntityId('Client', text(row, '_id')),
    owner: trustedEntityId('Account', text(row, 'owner')),
    name: text(row, 'name') as DisplayName,
    email: text(row, 'email') as EmailAddress,
    createdAt: instant(integer(row, 'created_at')),
    updatedAt: instant(integer(row, 'updated_at')),
  }
}
