import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { err, ok, type Result, type StoredCounts } from '@keybox/domain'
import * as v from 'valibot'

import { errorCode } from '../error-code.ts'
import type { FileDigest } from '../files/file-digest.ts'

/** The names in a backup's folder: a server can be started on the database as it lies there. */
export const DATABASE_NAME = 'keybox.db'
export const SECRET_NAME = 'keybox.db.secret'
export const PREVIOUS_SECRET_NAME = 'keybox.db.secret.previous'
const MANIFEST_NAME = 'manifest.json'

/** What a backup says of itself. */
export interface Manifest {
  readonly format: 1
  /** ISO 8601 */
  readonly madeAt: string
  /** The version of the program that made it. */
  readonly keybox: string
  readonly schemaVersion: number
  /** Tells whether a secret fits, and nothing about it; undefined: the database named none. */
  readonly secretCheck?: string | undefined
  /** The same of the secret before, where records were under that still. */
  readonly previousSecretCheck?: string | undefined
  readonly counts: StoredCounts
  readonly files: {
    readonly [DATABASE_NAME]: FileDigest
    /** undefined: the secret is kept elsewhere */
    readonly [SECRET_NAME]?: FileDigest | undefined
    readonly [PREVIOUS_SECRET_NAME]?: FileDigest | undefined
  }
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const file = v.object({ bytes: count, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })

const schema: v.GenericSchema<unknown, Manifest> = v.object({
  format: v.literal(1),
  madeAt: v.string(),
  keybox: v.string(),
  schemaVersion: count,
  secretCheck: v.optional(v.string()),
  previousSecretCheck: v.optional(v.string()),
  counts: v.object({ accounts: count, clients: count, projects: count, licenses: count }),
  files: v.object({ [DATABASE_NAME]: file, [SECRET_NAME]: v.optional(file), [PREVIOUS_SECRET_NAME]: v.optional(file) }),
})

export function manifestPath(folder: string): string {
  return join(folder, MANIFEST_NAME)
}

/** The error is one readable line. */
export async function readManifest(folder: string): Promise<Result<Manifest, string>> {
  try {
    const read = v.safeParse(schema, JSON.parse(await readFile(manifestPath(folder), 'utf8')))
    return read.success ? ok(read.output) : err(`${manifestPath(folder)} is no manifest of a KeyBox backup`)
  } catch (error) {
    return err(`${folder} is no KeyBox backup: its manifest cannot be read (${errorCode(error)})`)
  }
}
