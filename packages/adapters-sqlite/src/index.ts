export { locateDatabase } from './opening/database-path.ts'
export { openSqliteStore, type SqliteStoreOptions } from './open-sqlite-store.ts'
export type { SqliteTuning } from './sqlite-tuning.ts'
