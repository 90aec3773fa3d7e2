import type { SQLInputValue } from 'node:sqlite'
import { instant, trustedEntityId, type DisplayName, type Project } from '@keybox/domain'
import { integer, text, type Row } from './column.ts'

export const PROJECT_COLUMNS = '_id, owner, client, name, created_at, updated_at'

export const INSERT_PROJECT: string = `
  INSERT INTO projects (_id, owner, client, name, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?)`

/** In the order of INSERT_PROJECT. */
export function projectValues({ id, owner, client, name, createdAt, updatedAt }: Project): SQLInputValue[] {
  return [id, owner, client, name, createdAt, updatedAt]
}

/** From PROJECT_COLUMNS. Trusts the store: nothing but `projectValues` wrote the row, so no rule is checked again. */
export function rehydrateProject(row: Row): Project {
  return {
    id: trustedEntityId('Project', text(row, '_id')),
    owner: trustedEntityId('Account', text(row, 'owner')),
    client: trustedEntityId('Client', text(row, 'client')),
    name: text(row, 'name') as DisplayName,
    createdAt: instant(integer(row, 'created_at')),
    updatedAt: instant(integer(row, 'updated_at')),
  }
}
