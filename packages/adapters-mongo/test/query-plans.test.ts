import {
  aLicenseFor,
  aNamedRequest,
  aReply,
  commit,
  readPage,
  readTree,
  storeLicense,
  storeSeller,
  storeSession,
  type Seller,
} from '@keybox/contracts'
import {
  emailIdentity,
  instant,
  ok,
  parsePageSize,
  type License,
  type PageSize,
  type SharedCounts,
  type Store,
} from '@keybox/domain'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { withClient } from './support/open-fresh-store.ts'
import { planOf, queryShape, type QueryPlan } from './support/query-plan.ts'
import { openWatchedStore, type WatchedStore } from './support/watched-store.ts'

/** More licences than a dashboard reads of many projects at once, so that both of its ways are taken. */
const MANY = 1001

describe('every query that the store sends', () => {
  const uri = freshDatabaseUri(inject('mongoUri'))
  let watched: WatchedStore | undefined
  let plans: ReadonlyMap<string, QueryPlan> = new Map()

  beforeAll(async () => {
    watched = await openWatchedStore(uri)
    const { store, sent } = watched
    const [seller, other] = [await storeSeller(store), await storeSeller(store)]
    const license = await storeLicense(store, seller.project)
    await storeManyLicenses(store, other)
    sent.length = 0
    await askEverything(store, seller, license)
    await readTree(store, other.account.id)
    await exchangeCounts(store.sharedCounts)
    plans = await explain(uri, sent)
  })

  afterAll(() => watched?.store.close())

  it('is one of these, so that a new one is not forgotten', () => {
    expect([...plans.keys()].toSorted()).toStrictEqual(
      [
        'kept_replies find {_id}',
        'kept_replies update {_id, keptAt}',
        'clients count {owner, _id}',
        'clients count {owner}',
        'accounts find {_id}',
        'accounts update {_id, passwordHash}',
        'sessions delete {_id, owner}',
        'sessions delete {owner, _id}',
        'sessions find {_id, owner}',
        'sessions find {family}',
        'sessions find {owner} sort {createdAt, _id}',
        'sessions update {_id, revision}',
        'sessions update {_id, owner, revision}',
        'accounts find {emailIdentity}',
        'clients find {_id, owner}',
        'clients find {owner, _id}',
        'clients find {owner} sort {createdAt, _id}',
        'clients find {owner, createdAt, $or} sort {createdAt, _id}',
        'licenses find {keyDigest, owner}',
        'licenses find {keyDigest}',
        'licenses find {project} sort {project, issuedAt, _id}',
        'licenses update {_id, owner, revision}',
        'projects count {owner, client}',
        'projects count {owner}',
        'projects find {_id, owner}',
        'projects find {owner, client} sort {client, createdAt, _id}',
        'rate_windows find {_id}',
        'rate_windows update {_id}',
      ].toSorted(),
    )
  })

  it('uses an index, and none sorts in memory', () => {
    for (const [shape, { stages }] of plans) {
      expect({ shape, stages }).not.toMatchObject({ stages: expect.arrayContaining(['COLLSCAN']) })
      expect({ shape, stages }).not.toMatchObject({ stages: expect.arrayContaining(['SORT']) })
      expect(
        stages.some((stage) => /^(?:IXSCAN|IDHACK|COUNT_SCAN|EXPRESS_.*)$/.test(stage)),
        shape,
      ).toBe(true)
    }
  })

  it('reads no document that it does not give', () => {
    // A write gives none.
    const reads = [...plans].filter(([shape]) => !/ (?:update|delete) /.test(shape))
    for (const [shape, { documentsExamined, found }] of reads) {
      expect({ shape, wasted: Math.max(documentsExamined - found, 0) }).toStrictEqual({ shape, wasted: 0 })
    }
  })
})

async function storeManyLicenses(store: Store, { project }: Seller): Promise<void> {
  await commit(store, async ({ licenses }) => {
    for (let issued = 0; issued < MANY; issued += 1) await licenses.insert(aLicenseFor(project))
    return ok()
  })
}

/** Calls every method of every reader and repository that reads. */
async function askEverything(store: Store, { account, client, project }: Seller, license: License): Promise<void> {
  await store.accounts.findById(account.id)
  await store.accounts.findByEmail(emailIdentity(account.email))
  await askSessions(store, account)
  await store.clients.find(account.id, client.id)
  await store.projects.find(account.id, project.id)
  await store.licenses.findByKey(license.key)
  await store.licenses.findOwned(account.id, license.key)
  await readTree(store, account.id)
  await readTree(store, account.id, client.id)
  await readPage(store, account.id, { size: onePerPage(), after: undefined })
  // Behind nothing, so that a client is found.
  const after = { createdAt: instant(client.createdAt - 1), id: client.id }
  await readPage(store, account.id, { size: onePerPage(), after })
  await commit(store, async (repositories) => {
    await repositories.clients.find(account.id, client.id)
    const request = aNamedRequest()
    await repositories.replies.find(request)
    await repositories.replies.keep(request, aReply(), { keptAt: client.createdAt, overSince: client.createdAt })
    return repositories.licenses.replace({ ...license, revision: license.revision + 1 })
  })
}

async function askSessions(store: Store, account: Seller['account']): Promise<void> {
  const session = await storeSession(store, account)
  await store.sessions.find(account.id, session.id)
  await commit(store, async ({ accounts, sessions }) => {
    await accounts.confirmPassword(account)
    await sessions.findByFamily(session.family)
    return sessions.replace({ ...session, revision: 2 })
  })
  await commit(store, async ({ sessions }) => {
    await sessions.end(account.id, session.id)
    return ok(await sessions.endAll(account.id, session.id))
  })
}

async function exchangeCounts(counts: SharedCounts): Promise<void> {
  const now = instant(Date.UTC(2024, 5, 1))
  await counts.exchange(new Map([['a'.repeat(43), { start: now, end: instant(now + 60_000), count: 1 }]]), now)
}

function onePerPage(): PageSize {
  const size = parsePageSize(1)
  if (!size.ok) throw new Error(size.error.reason)
  return size.value
}

async function explain(uri: string, sent: WatchedStore['sent']): Promise<ReadonlyMap<string, QueryPlan>> {
  const queries = new Map<string, Document>()
  for (const { command } of sent) {
    const shape = queryShape(command)
    if (shape !== undefined) queries.set(shape, command)
  }
  return withClient(uri, async (client) => {
    const plans = new Map<string, QueryPlan>()
    for (const [shape, command] of queries) plans.set(shape, await planOf(client.db(), command))
    return plans
  })
}
