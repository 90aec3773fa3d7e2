import { readTree, storeLicense, storeSeller } from '@keybox/contracts'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openWatchedStore, type WatchedStore } from './support/watched-store.ts'

/** Everything in a connection string that would make a store lose or miss what was committed. */
const CARELESS = [
  'w=0&journal=false&wtimeoutMS=1&retryWrites=false&retryReads=false',
  'readConcernLevel=local&readPreference=secondary&readPreferenceTags=dc:far&maxStalenessSeconds=120',
].join('&')

const MAJORITY = { w: 'majority', j: true }

describe('whatever the connection string says', () => {
  let watched: WatchedStore

  beforeAll(async () => {
    watched = await openWatchedStore(freshDatabaseUri(inject('mongoUri')), { uriOptions: CARELESS })
    const { account, project } = await storeSeller(watched.store)
    const license = await storeLicense(watched.store, project)
    await watched.store.licenses.findByKey(license.key)
    await readTree(watched.store, account.id)
  })

  afterAll(() => watched.store.close())

  function sent(name: string): readonly Document[] {
    const commands = watched.sent.filter((each) => each.name === name).map(({ command }) => command)
    expect(commands).not.toHaveLength(0)
    return commands
  }

  it('a unit reads one snapshot', () => {
    for (const insert of sent('insert')) {
      expect(insert).toMatchObject({ autocommit: false })
      if (insert['startTransaction'] === true) expect(insert['readConcern']).toMatchObject({ level: 'snapshot' })
    }
    expect(sent('insert').some((insert) => insert['startTransaction'] === true)).toBe(true)
  })

  it('a unit is committed by a majority, from its journals', () => {
    for (const commit of sent('commitTransaction')) expect(commit['writeConcern']).toMatchObject(MAJORITY)
    for (const commit of sent('commitTransaction')) expect(commit['writeConcern'].wtimeout).toBeGreaterThan(1000)
  })

  it('readers see what a majority has, or a snapshot of it', () => {
    const levels = [...sent('find'), ...sent('aggregate')].map(({ readConcern }) => readConcern?.level)
    expect(new Set(levels)).toStrictEqual(new Set(['majority', 'snapshot']))
  })

  it('reads go to the primary', () => {
    for (const command of [...sent('find'), ...sent('aggregate')]) {
      expect(command['$readPreference'] ?? { mode: 'primary' }).toMatchObject({
        mode: expect.stringMatching(/^primary/),
      })
    }
  })

  it('all parts of a dashboard are of one instant', () => {
    const times = [...sent('find'), ...sent('aggregate')]
      .filter(({ readConcern }) => readConcern?.level === 'snapshot')
      .flatMap(({ readConcern }) => readConcern.atClusterTime?.toString() ?? [])
    expect(times.length).toBeGreaterThan(2)
    expect(new Set(times).size).toBe(1)
  })
})
