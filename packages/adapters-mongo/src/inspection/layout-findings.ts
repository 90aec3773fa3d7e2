import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '@keybox/domain'
import type { Db, Document, IndexDescription } from 'mongodb'
import { hasCode, NAMESPACE_NOT_FOUND } from '../connection/server-error.ts'
import { INDEXES } from '../schema/indexes.ts'
import { readSchemaVersion } from '../schema/meta.ts'
import { MIGRATIONS, schemaVersionOf } from '../schema/migrations.ts'
import { readSecretDocument } from '../schema/secret-document.ts'
import { validatorsOf, type CollectionName } from '../schema/validators.ts'

const SERVER_MENDS = 'Start a server: it makes what is missing and mends what was changed.'

/** What the database was laid out as, and what its collections accept. */
export async function* layoutFindings(database: Db): AsyncGenerator<Finding> {
  const [version, newest] = [await readSchemaVersion(database), schemaVersionOf(MIGRATIONS)]
  if (version !== newest) {
    const message = `the schema is at version ${version}, and this KeyBox writes ${newest}`
    yield version < newest
      ? { severity: 'warning', subject: 'schema', message, remedy: SERVER_MENDS }
      : {
          severity: 'fault',
          subject: 'schema',
          message,
          remedy: 'Use the version of KeyBox that wrote it, or a later one.',
        }
    // What is laid out otherwise is what other steps lay out.
    return
  }
  const validators = validatorsOf((await readSecretDocument(database))?.retired ?? [])
  for (const name of Object.keys(validators) as CollectionName[]) {
    yield* validatorFindings(database, name, validators[name])
    yield* indexFindings(database, name)
  }
}

async function* validatorFindings(database: Db, name: CollectionName, wanted: Document): AsyncGenerator<Finding> {
  const [found] = await database.listCollections({ name }, { nameOnly: false }).toArray()
  const subject = `collection ${name}`
  if (found === undefined) {
    yield { severity: 'fault', subject, message: 'it is missing', remedy: SERVER_MENDS }
    return
  }
  const options: Document = 'options' in found ? (found.options ?? {}) : {}
  const { validator, validationLevel, validationAction } = options
  const strict = { validator: wanted, validationLevel: 'strict', validationAction: 'error' }
  if (isDeepStrictEqual({ validator, validationLevel, validationAction }, strict)) return
  const message =
    'its validator is not what KeyBox made it: it accepts what it should not, or refuses what it should take'
  yield { severity: 'fault', subject, message, remedy: SERVER_MENDS }
}

async function* indexFindings(database: Db, name: CollectionName): AsyncGenerator<Finding> {
  const found = await indexesOf(database, name)
  for (const wanted of INDEXES[name]) {
    const there = found.find((index) => index['name'] === wanted.name)
    if (there !== undefined && isSame(there, wanted)) continue
    const message = there === undefined ? 'it is missing' : 'it is not what KeyBox made it'
    const remedy = there === undefined ? SERVER_MENDS : 'Drop it, then start a server, which makes it again.'
    yield { severity: 'fault', subject: `index ${wanted.name} of ${name}`, message, remedy }
    if (wanted.unique === true) yield* duplicateFindings(database, name, wanted)
  }
}

async function indexesOf(database: Db, name: string): Promise<readonly Document[]> {
  try {
    return await database.collection(name).indexes()
  } catch (error) {
    if (hasCode(error, NAMESPACE_NOT_FOUND)) return []
    throw error
  }
}

function isSame(found: Document, wanted: IndexDescription): boolean {
  return isDeepStrictEqual(decisive(found), decisive(wanted))
}

/** The order of a key's fields is a part of it. */
function decisive(index: Document): unknown {
  return [Object.entries(index['key'] as Document), index['unique'] === true, index['expireAfterSeconds']]
}

/** Without its unique index a collection may hold what no server can tell apart. */
async function* duplicateFindings(database: Db, name: string, { key }: IndexDescription): AsyncGenerator<Finding> {
  const fields = Object.keys(key)
  const by = Object.fromEntries(fields.map((field) => [field, `$${field}`]))
  const groups = database
    .collection(name)
    .aggregate<{ first: { toString(): string }; count: number }>(
      [{ $group: { _id: by, first: { $min: '$_id' }, count: { $sum: 1 } } }, { $match: { count: { $gt: 1 } } }],
      { allowDiskUse: true },
    )
  for await (const { first, count } of groups) {
    const message = `${count} records have the same ${fields.join(' and ')}, and only one may`
    yield { severity: 'fault', subject: `${name} ${String(first)}`, message, remedy: 'Decide which of them is right.' }
  }
}
