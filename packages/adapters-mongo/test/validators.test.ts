import { aNamedRequest, aReply, commit, storeLicense, storeSeller, storeSession } from '@keybox/contracts'
import { instant } from '@keybox/domain'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import { Binary, Int32, Long, MongoServerError, ObjectId, type Db, type Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { MongoStore } from '../src/index.ts'
import { openFreshStore, withClient } from './support/open-fresh-store.ts'

const DOCUMENT_VALIDATION_FAILURE = 121

/** Of every licence here. */
const BEGINNING = Date.UTC(2024, 0, 4)

/** Of an address, in base64url. */
const DIGEST_LENGTH = 43

/** What is wrong with a document, by collection. */
const WRONG: Readonly<Record<string, Readonly<Record<string, Document>>>> = {
  accounts: {
    'an id that is no ObjectId': { _id: 'text' },
    'an empty name': { name: '' },
    'a role of its own': { role: 'ROOT' },
    'a password in clear': { passwordHash: 'correct horse' },
    'a time as text': { createdAt: '2024-01-01T00:00:00.000Z' },
    'a field that nobody knows': { password: 'correct horse' },
    'a count of nothing': { signIns: new Int32(0) },
  },
  sessions: {
    'an owner as text': { owner: '000000000000000000000000' },
    'a refresh token in clear': { refreshToken: 'kbr_' },
    'a digest that is none': { current: 'kbr_' },
    'a family that is no digest': { family: 'A'.repeat(64) },
    'an end before it was refreshed': { endsAt: new Date(0) },
    'revision 0': { revision: Long.fromNumber(0) },
    'no time of removal': { expiresAt: undefined },
  },
  clients: {
    'an owner as text': { owner: '000000000000000000000000' },
    'a name that is an operator': { name: { $gt: '' } },
    'an email that is none': { email: null },
    'a field that nobody knows': { key: 'KB' },
  },
  projects: {
    'a client as text': { client: '000000000000000000000000' },
    'no name': { name: undefined },
    'a time as a number': { updatedAt: 1 },
  },
  licenses: {
    'its key in clear': { key: 'KB-000000000000000000000000-AAAA-AAAA-AAAA' },
    'a digest of another length': { keyDigest: new Binary(Buffer.alloc(31)) },
    'a digest as text': { keyDigest: 'a'.repeat(32) },
    'no seal': { keySeal: undefined },
    'no month': { duration: new Int32(0) },
    'thirteen months': { duration: new Int32(13) },
    'half a month': { duration: 1.5 },
    'a duration as text': { duration: '12' },
    'no services': { services: [] },
    'a service twice': { services: ['Hosting', 'Hosting'] },
    'an end before its beginning': { expiresAt: new Date(0) },
    'an end at its beginning': { expiresAt: new Date(BEGINNING) },
    'revision 0': { revision: Long.fromNumber(0) },
    'a stored status': { status: 'ACTIVE' },
    'an activation without a machine': { activation: { at: new Date() } },
    'an activation without a time': { activation: { machine: 'a'.repeat(64) } },
    'a fingerprint for a machine': { activation: { machine: 'my laptop', at: new Date() } },
    'a revocation that is no time': { revokedAt: true },
  },
  kept_replies: {
    'its key in clear': { key: 'order-1' },
    'its body in clear': { body: '{}' },
    'an id that is no digest': { _id: 'order-1' },
    'an id of another length': { _id: new Binary(Buffer.alloc(31)) },
    'no scope': { scope: '' },
    'a request of another length': { requestDigest: new Binary(Buffer.alloc(33)) },
    'a failure': { status: new Int32(409) },
    'no seal': { bodySeal: undefined },
    'no time': { keptAt: undefined },
    'no end': { expiresAt: undefined },
  },
  rate_windows: {
    'an address': { _id: '192.0.2.1' },
    'an address beside the digest': { client: '192.0.2.1' },
    'no beginning': { start: undefined },
    'a count of nothing': { counts: { server: 0 } },
    'a count as text': { counts: { server: '1' } },
    'no end': { expiresAt: undefined },
  },
  keybox_meta: {
    'a version that is none': { version: new Int32(0) },
    'something else altogether': { _id: 'settings' },
  },
}

describe.each(Object.entries(WRONG))('the collection %s', (collection, wrong) => {
  const uri = freshDatabaseUri(inject('mongoUri'))
  let store: MongoStore | undefined

  beforeAll(async () => {
    store = await openFreshStore(uri)
    const { account, project } = await storeSeller(store)
    await storeSession(store, account)
    await storeLicense(store, project, { issuedAt: instant(BEGINNING) })
    const window = { start: instant(BEGINNING), end: instant(BEGINNING + 60_000), count: 1 }
    await commit(store, ({ replies }) =>
      replies.keep(aNamedRequest(), aReply(), { keptAt: window.start, overSince: window.start }),
    )
    await store.sharedCounts.exchange(new Map([['a'.repeat(DIGEST_LENGTH), window]]), window.start)
  })

  afterAll(() => store?.close())

  it.each(Object.entries(wrong))('refuses %s, on insert and on update', async (_, change) => {
    await withClient(uri, async (client) => {
      await expect(insertChanged(client.db(), collection, change)).rejects.toSatisfy(isRefused)
      await expect(updateChanged(client.db(), collection, change)).rejects.toSatisfy(isRefused)
    })
  })

  it('takes what is right', async () => {
    await withClient(uri, async (client) => {
      const right = await client
        .db()
        .collection(collection)
        .updateMany({}, [{ $set: { _id: '$_id' } }])
      expect(right.matchedCount).toBeGreaterThan(0)
      if (collection !== 'keybox_meta') await insertChanged(client.db(), collection, {})
    })
  })
})

/** A copy of a stored document, under an id and unique values of its own, save what is changed. */
async function insertChanged(database: Db, collection: string, change: Document): Promise<void> {
  const stored = await database.collection(collection).findOne({}, { promoteValues: false })
  const id = new ObjectId()
  const copy: Document = { ...stored, ...(collection === 'keybox_meta' ? {} : { _id: id }) }
  if (collection === 'kept_replies') copy['_id'] = new Binary(Buffer.from(id.toHexString().padEnd(32, '0')))
  if (collection === 'rate_windows') copy['_id'] = id.toHexString().padEnd(DIGEST_LENGTH, '0')
  if ('emailIdentity' in copy) copy['emailIdentity'] = `${id.toHexString()}@example.com`
  if ('family' in copy) copy['family'] = id.toHexString().padEnd(64, '0')
  if ('keyDigest' in copy) copy['keyDigest'] = new Binary(Buffer.from(id.toHexString().padEnd(32, '0')))
  await database.collection(collection).insertOne({ ...copy, ...change }, { ignoreUndefined: true })
}

async function updateChanged(database: Db, collection: string, change: Document): Promise<void> {
  const entries = Object.entries(change)
  const set = Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  const unset = Object.fromEntries(entries.filter(([, value]) => value === undefined))
  await database.collection(collection).updateOne({}, { $set: set, $unset: unset })
}

/** An `_id` cannot be changed at all, which is another error. */
function isRefused(error: unknown): boolean {
  const IMMUTABLE_FIELD = 66
  return (
    error instanceof MongoServerError && [DOCUMENT_VALIDATION_FAILURE, IMMUTABLE_FIELD].includes(Number(error.code))
  )
}
