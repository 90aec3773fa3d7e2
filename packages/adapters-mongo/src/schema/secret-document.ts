import type { KeyVault, SecretRecord } from '@keybox/domain'
import type { Db, Filter, UpdateFilter } from 'mongodb'
import { DUPLICATE_KEY, hasCode } from '../connection/server-error.ts'
import type { TimeLimit } from '../connection/time-limit.ts'
import { metaOf } from './meta.ts'

/** A secret, by what it is known by and what it is checked with. */
export interface SecretName {
  readonly keyId: string
  /** The `checkValue` of the key vault. */
  readonly checkValue: string
}

/** Which secret a database is written under, by its name; which others there are, or were. */
export interface SecretDocument extends SecretName {
  readonly _id: 'secret'
  /** Records may be under it. */
  readonly previous?: SecretName
  /** About to be written under. */
  readonly next?: SecretName
  /** The `keyId`s under which no record is accepted any more. */
  readonly retired?: readonly string[]
}

/** undefined: no secret was ever used with this database */
export async function readSecretDocument(database: Db, limit?: TimeLimit): Promise<SecretDocument | undefined> {
  return (await metaOf<SecretDocument>(database).findOne({ _id: 'secret' }, limit)) ?? undefined
}

export async function readSecretRecord(database: Db, limit?: TimeLimit): Promise<SecretRecord | undefined> {
  const found = await readSecretDocument(database, limit)
  return found && { written: found.checkValue, read: found.previous?.checkValue, next: found.next?.checkValue }
}

/** Keeps the first node's, and gives what is kept. */
export async function claimSecret(database: Db, { keyId, checkValue }: KeyVault): Promise<SecretRecord | undefined> {
  try {
    const meta = metaOf<SecretDocument>(database)
    await meta.updateOne({ _id: 'secret' }, { $setOnInsert: { keyId, checkValue } }, { upsert: true })
  } catch (error) {
    // Another node's.
    if (!hasCode(error, DUPLICATE_KEY)) throw error
  }
  return readSecretRecord(database)
}

/** Changes the document if it is still written under `written`, and about to be under `next`. @returns whether it was */
export async function changeSecretDocument(
  database: Db,
  written: SecretName,
  change: UpdateFilter<SecretDocument>,
  next?: SecretName,
): Promise<boolean> {
  const about = next === undefined ? {} : { 'next.checkValue': next.checkValue }
  const filter: Filter<SecretDocument> = { _id: 'secret', checkValue: written.checkValue, ...about }
  const { matchedCount } = await metaOf<SecretDocument>(database).updateOne(filter, change)
  return matchedCount === 1
}
