import { faultyStore, FAULT_POINTS, rounds, roundsTimeout, type FaultPoint } from '@keybox/contracts'
import { StoreFailure, type Store } from '@keybox/domain'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { members, withUnitOfWork } from '../../support/decorated-store.ts'
import { startKeyBox, type TestKeyBox } from '../../support/keybox.ts'
import { openTransactions } from '../../support/open-transactions.ts'
import { expectError, listAt } from '../../support/reply.ts'
import { UNKNOWN_ID } from '../../support/routes.ts'
import { aSeller, type Seller } from '../../support/seller.ts'

/** Where the next createProject fails; undefined lets it through. */
let fault: FaultPoint | 'commit outcome unknown' | undefined

/** Decides for each unit of work anew, so that one server both works and fails. */
function failingAtWill(store: Store): Store {
  return withUnitOfWork(store, (sound) => ({
    run: async (work) => {
      if (fault === undefined) return sound.run(work)
      if (fault !== 'commit outcome unknown') return faultyStore(members(store), fault).unitOfWork.run(work)
      await sound.run(work)
      throw new StoreFailure('OUTCOME_UNKNOWN', 'the connection broke during the commit')
    },
  }))
}

let keybox: TestKeyBox
let seller: Seller
let clientId: string

beforeAll(async () => {
  keybox = await startKeyBox({ decorateStore: failingAtWill })
  seller = await aSeller(keybox)
  clientId = await seller.addClient()
})

afterAll(() => keybox.close())

const create = (fields: object = {}) =>
  seller.call('POST', '/projects/createProject', {
    clientId,
    projectName: 'Shop',
    duration: 12,
    services: ['Hosting'],
    ...fields,
  })
const projects = async () => listAt((await seller.call('GET', '/dashboard')).body, 'data', 0, 'projects')

describe('a fault', () => {
  test.each(FAULT_POINTS)(row('PROJECT-500', '%s leaves neither project nor licence'), async (point) => {
    const before = (await seller.call('GET', '/dashboard')).body
    fault = point
    try {
      const reply = await create()
      expect(reply.status).toBe(500)
      expect(reply.body).toMatchObject({ success: false, message: 'Failed to create project and license' })
    } finally {
      fault = undefined
    }
    expect((await seller.call('GET', '/dashboard')).body).toEqual(before)
    expect((await create()).status).toBe(201)
  })

  test(row('PROJECT-UNKNOWN', 'after the commit leaves both, and says that it does not know'), async () => {
    const before = (await projects()).length
    fault = 'commit outcome unknown'
    try {
      const reply = await create()
      expect(reply.status).toBe(500)
      expect(reply.body).toMatchObject({ message: 'Failed to create project and license', code: 'OUTCOME_UNKNOWN' })
    } finally {
      fault = undefined
    }
    const after = await projects()
    expect(after).toHaveLength(before + 1)
    expect(listAt(after.at(-1), 'licenses')).toHaveLength(1)
  })
})

describe('many rejected and failed calls', () => {
  const count = rounds(500)

  test(
    row('PROJECT-500', `${count} of each sort leave nothing open: the next write and the next read go through`),
    { timeout: roundsTimeout(count) },
    async () => {
      const before = (await projects()).length
      for (let call = 0; call < count; call += 1) {
        expectError(await create({ clientId: UNKNOWN_ID }), 404, 'Client not found')
        fault = FAULT_POINTS[call % FAULT_POINTS.length]
        const failed = await create()
        fault = undefined
        expect(failed.status).toBe(500)
      }
      expect(await projects()).toHaveLength(before)
      if (inject('store') === 'mongo') {
        await vi.waitFor(async () => expect(await openTransactions(keybox.databaseUrl)).toBe(0), { timeout: 20_000 })
      }
      const replies = await Promise.all(Array.from({ length: 10 }, () => create()))
      expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201))
      expect(await projects()).toHaveLength(before + 10)
    },
  )
})

test('a reader never sees a project without its licence while they are created', async () => {
  const created = new AbortController()
  const read = async (): Promise<number> => {
    let seen = 0
    while (!created.signal.aborted) {
      for (const project of await projects()) {
        expect(listAt(project, 'licenses')).toHaveLength(1)
        seen += 1
      }
    }
    return seen
  }
  const reading = read()
  await Promise.all(Array.from({ length: 20 }, () => create()))
  created.abort()
  expect(await reading).toBeGreaterThan(0)
})
