import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { err, ok, type Result } from '@keybox/domain'
import * as v from 'valibot'

import { errorCode } from '../error-code.ts'

/** The names in a backup's folder: a server can be started on the database as it lies there. */
export const DATABASE_NAME = 'keybox.db'
export const SECRET_NAME = 'keybox.db.secret'
const MANIFEST_NAME = 'manifest.json'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const file = v.object({ bytes: count, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })

const schema = v.object({
  format: v.literal(1),
  madeAt: v.string(),
  /** The version of the program that made it. */
  keybox: v.string(),
  schemaVersion: count,
  /** Tells whether a secret fits, and nothing about it; absent: the database named none. */
  secretCheck: v.optional(v.string()),
  counts: v.object({ accounts: count, clients: count, projects: count, licenses: count }),
  files: v.object({ [DATABASE_NAME]: file, [SECRET_NAME]: v.optional(file) }),
})

/** What a backup says of itself. */
export type Manifest = v.InferOutput<typeof schema>

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
