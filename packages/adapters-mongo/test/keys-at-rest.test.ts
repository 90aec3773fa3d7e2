import { commit, storeLicense, storeSeller } from '@keybox/contracts'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import { BSON, type Document } from 'mongodb'
import { expect, inject, it } from 'vitest'
import { openFreshStore, withClient } from './support/open-fresh-store.ts'

it('no document holds a licence key, in any form that can be read back', async () => {
  const uri = freshDatabaseUri(inject('mongoUri'))
  const store = await openFreshStore(uri)
  const { project } = await storeSeller(store)
  const licenses = await Promise.all(Array.from({ length: 20 }, () => storeLicense(store, project)))
  for (const license of licenses) {
    await commit(store, (repositories) =>
      repositories.licenses.replace({ ...license, revision: 2, revokedAt: license.issuedAt }),
    )
  }
  const stored = await everything(uri)
  expect(stored.filter(({ keyDigest }) => keyDigest !== undefined)).toHaveLength(licenses.length)
  const bytes = Buffer.concat(stored.map((document) => BSON.serialize(document))).toString('latin1')
  const text = JSON.stringify(stored)
  for (const { key } of licenses) {
    const clear = Buffer.from(key.reveal())
    // The secret part by itself too: the rest of a key is the project's id.
    const secret = clear.subarray(-14)
    for (const needle of [clear, secret].flatMap((part) => [
      part.toString(),
      part.toString('hex'),
      part.toString('base64'),
    ])) {
      expect(bytes.includes(needle)).toBe(false)
      expect(text.includes(needle)).toBe(false)
    }
  }
  await store.close()
})

/** All documents of all collections. */
async function everything(uri: string): Promise<readonly Document[]> {
  return withClient(uri, async (client) => {
    const collections = await client.db().collections()
    return (await Promise.all(collections.map((collection) => collection.find().toArray()))).flat()
  })
}
