import { chmod, open } from 'node:fs/promises'
import { examine, findingLine, readConfiguration, type Examined } from '@keybox/app'
import { instant, type Clock } from '@keybox/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts'
import { startKeyBox, TEST_SECRET } from '../support/keybox.ts'
import { mongoPlants, sqlitePlants, type Planted, type Plants } from '../support/plants.ts'
import { textAt } from '../support/reply.ts'
import { aSeller } from '../support/seller.ts'

const SALES = 56
/** The real time, which is what a store's server has: long after what the tests sell. */
const clock: Clock = { now: () => instant(Date.now()) }

interface Look extends Pick<Examined, 'found'> {
  readonly lines: readonly string[]
}

async function look(url: string, env: Readonly<Record<string, string>> = {}): Promise<Look> {
  const configuration = readConfiguration({ KEYBOX_DATABASE_URL: url, KEYBOX_SECRET: TEST_SECRET, ...env })
  if (!configuration.ok) throw new Error(configuration.error.join('\n'))
  const lines: string[] = []
  const examined = await examine(configuration.value, (finding) => lines.push(findingLine(finding)), clock)
  if (!examined.ok) throw new Error(examined.error)
  return { found: examined.value.found, lines }
}

/** A store that was worked on as servers do. */
async function filled(database: FreshDatabase, store: 'sqlite' | 'mongo', count = SALES): Promise<readonly Planted[]> {
  const keybox = await startKeyBox({ database }, store)
  const seller = await aSeller(keybox)
  const sales: Planted[] = []
  for (let sold = 0; sold < count; sold += 1) {
    const { key, license, projectId: project, clientId: client } = await seller.sell()
    sales.push({ license: textAt(license, '_id'), project, client })
    // The last few are what a licence can be; faults are planted in the others.
    if (sold < count - 4) continue
    await keybox.call('POST', '/validate/activate', { key, machineId: 'office-pc' })
    if (sold % 2 === 0) await seller.revoke(key)
  }
  for (const key of ['first-request', 'second-request']) {
    const headers = { authorization: `Bearer ${await seller.token()}`, 'idempotency-key': key }
    await keybox.call('POST', '/clients', { name: 'Acme', email: `${key}@example.com` }, headers)
  }
  await keybox.close()
  return sales
}

/** Every fault is looked for in the whole store, on machines that may be busy. */
const timeout = 120_000

describe.each(['sqlite', 'mongo'] as const)('the doctor on %s', { timeout }, (store) => {
  let database: FreshDatabase
  let sales: readonly Planted[] = []
  beforeAll(async () => {
    database = await freshDatabase(store)
    sales = await filled(database, store)
  }, timeout)
  afterAll(() => database.drop())

  test('finds no fault in a store that nobody has meddled with', async () => {
    const { found, lines } = await look(database.url)
    expect(lines.filter((line) => !line.startsWith('NOTE'))).toStrictEqual([])
    expect(found).toMatchObject({ fault: 0, warning: 0 })
  })

  test('warns of services that are not configured', async () => {
    const { found, lines } = await look(database.url, { KEYBOX_SERVICES: 'Domain' })
    expect(found).toMatchObject({ fault: 0, warning: SALES })
    expect(lines).toContainEqual(expect.stringMatching(/^WARNING license \w+: it includes Hosting, which is not among/))
  })

  test('finds every fault that is planted, and says which it is', async () => {
    const plants: Plants =
      store === 'sqlite' ? sqlitePlants(database.url.slice('sqlite:'.length)) : mongoPlants(database.url)
    let before = await look(database.url)
    for (const [index, [name, { plant, finds }]] of Object.entries(plants).entries()) {
      const [sale, other] = [sales[2 * index], sales[2 * index + 1]]
      if (sale === undefined || other === undefined) throw new Error('More faults than sales')
      await plant(sale, other)
      const after = await look(database.url)
      const said = expect.stringMatching(finds(sale))
      expect(before.lines, name).not.toContainEqual(said)
      expect(after.lines, name).toContainEqual(said)
      before = after
    }
    expect(Object.keys(plants).length).toBeGreaterThan(10)
  })
})

describe('the doctor', () => {
  test('sees what is wrong with the files of a SQLite database', async () => {
    const database = await freshDatabase('sqlite')
    await filled(database, 'sqlite', 1)
    await chmod(database.url.slice('sqlite:'.length), 0o644)
    expect((await look(database.url)).lines).toContainEqual(
      expect.stringMatching(/^FAULT +file .*: others than its owner may read it/),
    )
    await database.drop()
  })

  test('says that a file is damaged, without falling over it', async () => {
    const database = await freshDatabase('sqlite')
    await filled(database, 'sqlite', 3)
    const file = await open(database.url.slice('sqlite:'.length), 'r+')
    const { size } = await file.stat()
    // A page of 4 KiB in the middle of the tables.
    await file.write(new Uint8Array(4096).fill(0x5a), 0, 4096, Math.floor(size / 8192) * 4096)
    await file.close()
    const said = await look(database.url).then(({ lines }) => lines.join('\n'), String)
    expect(said).toMatch(/FAULT +(database file|index|table)|could not be read to its end/)
    await database.drop()
  })

  test('says when there is nothing to look at, and makes nothing', async () => {
    await expect(look('sqlite:/nowhere/at/all.db')).rejects.toThrow('There is no database /nowhere/at/all.db')
    await expect(look('memory:')).rejects.toThrow('nothing to look at')
  })
})
