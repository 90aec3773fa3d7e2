import type { Migration } from './migration.ts'

/** While one secret replaces another, records are under both: `check_value` is of the one that is written under. */
export const twoSecrets: Migration = {
  version: 5,
  sql: 'ALTER TABLE vault_check ADD COLUMN previous_check_value TEXT CHECK (previous_check_value <> check_value);',
}
