import type { Collection, Db } from 'mongodb'
import { COMMITTED } from '../connection/concerns.ts'
import { DUPLICATE_KEY, hasCode } from '../connection/server-error.ts'

/** How far a database was migrated. */
interface SchemaDocument {
  readonly _id: 'schema'
  /** The number of the last migration that was applied. */
  readonly version: number
}

/** The collection of what is known about the database as a whole, one document a subject. */
export function metaOf<T extends { readonly _id: string }>(database: Db): Collection<T> {
  return database.collection<T>('keybox_meta', COMMITTED)
}

/** 0 where nothing was laid out yet. */
export async function readSchemaVersion(database: Db): Promise<number> {
  const found = await metaOf<SchemaDocument>(database).findOne({ _id: 'schema' })
  return found?.version ?? 0
}

/** Never lowers it: of several nodes, and of several versions of the program, the highest stays. */
export async function raiseSchemaVersion(database: Db, version: number): Promise<void> {
  const lower = { _id: 'schema', version: { $lt: version } } as const
  await upsertUnlessThere(() =>
    metaOf<SchemaDocument>(database).updateOne(lower, { $set: { version } }, { upsert: true }),
  )
}

/** An upsert that meets another node's, or a document that its filter leaves out, ends in a duplicate key: it is there. */
async function upsertUnlessThere(upsert: () => Promise<unknown>): Promise<void> {
  try {
    await upsert()
  } catch (error) {
    if (!hasCode(error, DUPLICATE_KEY)) throw error
  }
}
