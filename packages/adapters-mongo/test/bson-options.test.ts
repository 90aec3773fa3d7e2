import { aMachine, plainLicense, readTree, storeLicense, storeSeller } from '@keybox/contracts'
import { instant } from '@keybox/domain'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import { expect, inject, it } from 'vitest'
import { openWatchedStore } from './support/watched-store.ts'

/** Everything in a connection string that can change what the driver makes of a document, at its other value. */
const BSON_OPTIONS = [
  'promoteValues=false',
  'promoteLongs=false',
  'promoteBuffers=true',
  'useBigInt64=true',
  'raw=true',
  'bsonRegExp=true',
  'enableUtf8Validation=false',
  'ignoreUndefined=true',
  'checkKeys=true',
  'serializeFunctions=true',
]

it.each(BSON_OPTIONS)('with %s in the connection string, what is read is what was written', async (uriOptions) => {
  const { store } = await openWatchedStore(freshDatabaseUri(inject('mongoUri')), { uriOptions })
  try {
    const { account, client, project } = await storeSeller(store)
    const activation = { machine: aMachine(), at: instant(1_706_000_000_123) }
    const license = await storeLicense(store, project, { activation, revision: 2 })
    expect(await store.clients.find(account.id, client.id)).toStrictEqual(client)
    expect(plainLicense(await store.licenses.findByKey(license.key))).toStrictEqual(plainLicense(license))
    const { clients, projects, tree } = await readTree(store, account.id)
    expect({ clients, projects }).toStrictEqual({ clients: 1, projects: 1 })
    expect(plainLicense(tree[0]?.projects[0]?.licenses[0])).toStrictEqual(plainLicense(license))
  } finally {
    await store.close()
  }
})
