import { isDeepStrictEqual } from 'node:util'
import type { CollectionInfo, Db, Document } from 'mongodb'
import { DURABLE, DURABLE_COMMAND } from '../connection/concerns.ts'
import { hasCode, NAMESPACE_EXISTS } from '../connection/server-error.ts'
import { INDEXES } from './indexes.ts'
import { whenUncontended } from './schema-change.ts'
import { readSecretDocument } from './secret-document.ts'
import { validatorsOf, type CollectionName } from './validators.ts'

const STRICT = { validationLevel: 'strict', validationAction: 'error' } as const

/**
 * Makes sure that every collection is there with its validator and its indexes. Any number of nodes may do it at once:
 * each step is a statement of what is to be, and one that found it done already has done it too. What is right is left
 * alone, since a change of a collection's catalogue entry would fail the snapshots that are being read.
 */
export async function ensureLayout(database: Db): Promise<void> {
  const present = await database.listCollections({}, { nameOnly: false }).toArray()
  // Not before: whoever retires a secret notes it first, so that a validator that was seen is not taken back here.
  const retired = (await readSecretDocument(database))?.retired ?? []
  for (const [name, validator] of Object.entries(validatorsOf(retired))) {
    await ensureValidator(database, name, validator, present)
    await ensureIndexes(database, name as CollectionName)
  }
}

async function ensureValidator(
  database: Db,
  name: string,
  validator: Document,
  present: readonly (CollectionInfo | Pick<CollectionInfo, 'name' | 'type'>)[],
): Promise<void> {
  const found = present.find((collection) => collection.name === name)
  if (found === undefined) return createCollection(database, name, validator)
  if ('options' in found && isDeepStrictEqual(picked(found.options ?? {}), { validator, ...STRICT })) return
  await whenUncontended(() => database.command({ collMod: name, validator, ...STRICT, writeConcern: DURABLE_COMMAND }))
}

async function createCollection(database: Db, name: string, validator: Document): Promise<void> {
  await whenUncontended(async () => {
    try {
      await database.createCollection(name, { validator, ...STRICT, writeConcern: DURABLE })
    } catch (error) {
      // Another node was first, with the same validator.
      if (!hasCode(error, NAMESPACE_EXISTS)) throw error
    }
  })
}

async function ensureIndexes(database: Db, name: CollectionName): Promise<void> {
  const indexes = INDEXES[name]
  if (indexes.length === 0) return
  await whenUncontended(() => database.command({ createIndexes: name, indexes, writeConcern: DURABLE_COMMAND }))
}

function picked({ validator, validationLevel, validationAction }: Document): Document {
  return { validator, validationLevel, validationAction }
}
