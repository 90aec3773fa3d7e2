import { aProject, anAccount, storeAccount, storeClient } from '@keybox/contracts'
import { emailIdentity, ok } from '@keybox/domain'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCuttableStore, type CuttableStore } from './support/cuttable-store.ts'

let cuttable: CuttableStore

beforeAll(async () => {
  cuttable = await openCuttableStore()
})

afterAll(() => cuttable.close())

// The driver lets Node's own error through when a connection ends under a write, and its retries do not know it.

it('a unit whose connection ends under a write is run again', async () => {
  const { watched, cut } = cuttable
  const account = anAccount()
  let runs = 0
  const outcome = await watched.store.unitOfWork.run(async ({ accounts }) => {
    runs += 1
    if (runs === 1) cut()
    return accounts.insert(account)
  })
  expect(outcome).toStrictEqual(ok())
  expect(runs).toBeGreaterThan(1)
  expect(await watched.store.accounts.findById(account.id)).toBeDefined()
})

it('a unit whose connection ends under its commit is committed all the same', async () => {
  const { watched, cut } = cuttable
  const account = anAccount()
  let wasCut = false
  const outcome = await watched.store.unitOfWork.run(async ({ accounts }) => {
    const inserted = await accounts.insert(account)
    if (!wasCut) cut()
    wasCut = true
    return inserted
  })
  expect(outcome).toStrictEqual(ok())
  expect(await watched.store.accounts.findById(account.id)).toBeDefined()
})

it('units that are committed together are committed, though their connections end before it', async () => {
  const { watched, cut } = cuttable
  const client = await storeClient(watched.store, await storeAccount(watched.store))
  for (let round = 0; round < 20; round += 1) {
    const projects = Array.from({ length: 5 }, () => aProject({ owner: client.owner, client: client.id }))
    const written = projects.map((project) =>
      watched.store.unitOfWork.run(async (unit) => {
        await unit.projects.insert(project)
        return ok()
      }),
    )
    cut()
    expect(await Promise.all(written)).toStrictEqual(projects.map(() => ok()))
  }
})

it('a read whose connection ends under it is asked again', async () => {
  const { watched, cut } = cuttable
  const account = await storeAccount(watched.store)
  cut()
  expect(await watched.store.accounts.findByEmail(emailIdentity(account.email))).toMatchObject({ id: account.id })
})
