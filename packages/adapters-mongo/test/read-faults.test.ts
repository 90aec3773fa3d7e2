import { aLicenseFor, commit, readTree, startReading, storeProject } from '@keybox/contracts'
import { ok, StoreFailure, type Project } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { openMongoStore } from '../src/index.ts'
import { aesGcmKeyVault } from './support/aes-gcm-key-vault.ts'
import { CLOSE_CONNECTION, UNIT_TIMEOUT_MS, useFaultBench } from './support/fault-bench.ts'
import { failureCode, storeOwner } from './support/write-pair.ts'

const bench = useFaultBench()

describe('a read', () => {
  it('whose connection breaks is asked again', async () => {
    const client = await storeOwner(bench().watched.store)
    await bench().fail(['find'], { times: 1 }, CLOSE_CONNECTION)
    expect(await bench().watched.store.clients.find(client.owner, client.id)).toStrictEqual(client)
  })

  it('that the server refuses is a StoreFailure with its cause', async () => {
    const { owner: account, id: client } = await storeOwner(bench().watched.store)
    await bench().fail(['find'], 'alwaysOn', { errorCode: 8 })
    const failure: unknown = await bench()
      .watched.store.clients.find(account, client)
      .catch((error: unknown) => error)
    expect(failureCode(failure)).toBe('STORE_UNAVAILABLE')
  })
})

describe('of a server that is silent', () => {
  const silent = { blockConnection: true, blockTimeMS: 2 * UNIT_TIMEOUT_MS }

  it('a read ends when nobody waits for it any more, and gives its connection back', async () => {
    const { watched } = bench()
    const { owner: account, id: client } = await storeOwner(watched.store)
    await bench().fail(['find'], 'alwaysOn', silent)
    const reading = watched.store.clients.find(account, client)
    await expect(reading).rejects.toMatchObject({ name: 'StoreFailure', code: 'STORE_UNAVAILABLE' })
    await expect.poll(() => watched.connectionsInUse()).toBe(0)
    expect(watched.sent.at(-1)?.command).toMatchObject({ maxTimeMS: UNIT_TIMEOUT_MS })
  })

  it('a dashboard ends before its first part when nobody waits for it any more', async () => {
    const { owner: account } = await storeOwner(bench().watched.store)
    await bench().fail(['aggregate'], 'alwaysOn', silent)
    await expect(readTree(bench().watched.store, account)).rejects.toBeInstanceOf(StoreFailure)
    await expect.poll(() => bench().watched.connectionsInUse()).toBe(0)
  })
})

describe('a dashboard', () => {
  it('waits for a snapshot where there is none for a moment', async () => {
    const { owner: account } = await storeOwner(bench().watched.store)
    await bench().fail(['aggregate'], { times: 2 }, { errorCode: 246 })
    expect((await readTree(bench().watched.store, account)).clients).toBe(1)
  })

  it('that fails half-way throws a StoreFailure instead of ending early', async () => {
    const client = await storeOwner(bench().watched.store)
    const project = await storeProject(bench().watched.store, client)
    for (let unit = 0; unit < 6; unit += 1) await storeLicenses(project, 200)
    const reading = startReading(bench().watched.store, client.owner)
    await reading.take(10)
    await bench().fail(['getMore'], 'alwaysOn', { errorCode: 239 })
    await expect(reading.rest()).rejects.toBeInstanceOf(StoreFailure)
  })
})

describe('opening', () => {
  it('as a user without the permission says which role is needed, and not the whole command', async () => {
    await bench().fail(['find'], 'alwaysOn', { errorCode: 13 })
    const refused = await openMongoStore({ uri: bench().uri, keyVault: aesGcmKeyVault() })
    expect(refused).toMatchObject({ ok: false, error: { reason: 'UNREACHABLE' } })
    expect(JSON.stringify(refused)).toMatch(/role readWrite/)
  })
})

describe('a ping', () => {
  it('gives up when the server does not answer within a few seconds', async () => {
    await bench().fail(['ping'], { times: 1 }, { blockConnection: true, blockTimeMS: 4000 })
    await expect(bench().watched.store.ping()).rejects.toBeInstanceOf(StoreFailure)
    await bench().watched.store.ping()
  })
})

async function storeLicenses(project: Project, count: number): Promise<void> {
  await commit(bench().watched.store, async ({ licenses }) => {
    for (let issued = 0; issued < count; issued += 1) await licenses.insert(aLicenseFor(project))
    return ok()
  })
}
