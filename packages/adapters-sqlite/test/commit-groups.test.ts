import { aClient, anAccount, storeAccount } from '@keybox/contracts'
import { emailIdentity, err, ok, type AccountId, type EmailTaken, type Result, type Store } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { ALL_MIGRATIONS } from '../src/migrations/all-migrations.ts'
import { anotherProgram, scalar } from './support/another-program.ts'
import { repairCommits, sabotageCommits } from './support/commit-faults.ts'
import { openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'
import { commitsIn } from './support/write-ahead-log.ts'

const UNAVAILABLE = { name: 'StoreFailure', code: 'STORE_UNAVAILABLE' }

describe('units of work of one turn of the event loop', () => {
  it('are durable by one commit', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path)
    const account = await storeAccount(store)
    const before = commitsIn(path)
    await Promise.all(Array.from({ length: 20 }, () => storeClients(store, account.id, 1)))
    expect(commitsIn(path)).toBe(before + 1)
    await storeClients(store, account.id, 1)
    expect(commitsIn(path)).toBe(before + 2)
  })

  it('need none where nothing is to be kept', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path)
    const account = await storeAccount(store)
    const before = commitsIn(path)
    const refused = Array.from({ length: 3 }, () =>
      store.unitOfWork.run(async ({ clients }): Promise<Result<void, string>> => {
        await clients.insert(aClient({ owner: account.id }))
        return err('no')
      }),
    )
    expect(await Promise.all(refused)).toStrictEqual([err('no'), err('no'), err('no')])
    expect(commitsIn(path)).toBe(before)
  })

  it('are all told when their commit fails, and nothing of any of them is there', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path)
    const account = await storeAccount(store)
    const newcomer = anAccount()
    sabotageCommits(path)
    const own = new Error('of its own')
    const [first, saboteur, refused, thrown] = await Promise.allSettled([
      store.unitOfWork.run(({ accounts }) => accounts.insert(newcomer)),
      storeClients(store, account.id, 1),
      // By what the first one wrote, which is not going to stay.
      store.unitOfWork.run<Result<void, EmailTaken>>(({ accounts }) =>
        accounts.insert(anAccount({ email: newcomer.email })),
      ),
      store.unitOfWork.run(() => Promise.reject<Result<void, never>>(own)),
    ])
    for (const outcome of [first, saboteur, refused]) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: UNAVAILABLE })
    }
    expect(thrown).toStrictEqual({ status: 'rejected', reason: own })
    expect(await store.accounts.findByEmail(emailIdentity(newcomer.email))).toBeUndefined()
    repairCommits(path)
    expect(await store.unitOfWork.run(({ accounts }) => accounts.insert(newcomer))).toStrictEqual(ok())
  })

  it('are told the truth when one of them fills the disk and SQLite rolls all of them back', async () => {
    const path = temporaryDatabase()
    // The limit belongs to the connection that runs the step: the one that writes.
    const full = { version: ALL_MIGRATIONS.length + 1, sql: 'PRAGMA max_page_count = 40' }
    const store = await openedForTest(path, { migrations: [...ALL_MIGRATIONS, full] })
    const account = await storeAccount(store)
    const outcomes = await Promise.allSettled([1, 2_000, 2].map((count) => storeClients(store, account.id, count)))
    const stored = [1, 2_000, 2].filter((_, unit) => outcomes[unit]?.status === 'fulfilled')
    expect(outcomes[1]).toMatchObject({ status: 'rejected', reason: UNAVAILABLE })
    expect(scalar(anotherProgram(path), 'SELECT count(*) FROM clients')).toBe(
      stored.reduce((sum, each) => sum + each, 0),
    )
    await storeClients(store, account.id, 3)
  })

  it('are committed before the store closes', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path)
    const account = await storeAccount(store)
    const units = Array.from({ length: 5 }, () => storeClients(store, account.id, 2))
    await store.close()
    await Promise.all(units)
    expect(scalar(anotherProgram(path), 'SELECT count(*) FROM clients')).toBe(10)
  })
})

async function storeClients(store: Store, owner: AccountId, count: number): Promise<void> {
  await store.unitOfWork.run(async ({ clients }) => {
    for (let written = 0; written < count; written += 1) await clients.insert(aClient({ owner }))
    return ok()
  })
}
