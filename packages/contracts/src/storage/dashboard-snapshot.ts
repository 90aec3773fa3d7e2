import { instant, ok, type License, type Store } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aMachine } from '../builders/values.ts'
import { readTree, startReading, toTree, type Dashboard } from './dashboard.ts'
import { aLicenseFor, commit, storeClient, storeLicense, storeProject, storeSeller, type Seller } from './seed.ts'

/** More than the batches in which stores read, so that a reading is still under way when the store changes. */
const MANY = 600

/** How many dashboards every store lets one owner read at once. */
const AT_ONCE = 3

/** The half of the dashboard reader's suite that is about reading while others write. */
export function describeDashboardSnapshot(store: () => Store): void {
  describe('reads one consistent snapshot', () => {
    it('however much is committed while it is read', async () => {
      const seller = await storeSeller(store())
      const issued = await issueMany(store(), seller)
      const before = await readTree(store(), seller.account.id)

      const reading = startReading(store(), seller.account.id)
      const start = await reading.take(4)
      await changeEverything(store(), seller, issued)
      const seen = toTree([...start, ...(await reading.rest())])

      expect(revisions(seen)).toStrictEqual(revisions(before))
      expect(seen).toMatchObject({ clients: 1, projects: 1 })
      const after = await readTree(store(), seller.account.id)
      expect(after).toMatchObject({ clients: 2, projects: 2 })
      expect(revisions(after)).toHaveLength(MANY + 1)
      expect(revisions(after).slice(0, MANY)).toStrictEqual(issued.map(({ id }) => [id, 2]))
    })

    it('taken when the first part is asked for, not before', async () => {
      const { account, project } = await storeSeller(store())
      const reading = startReading(store(), account.id)
      const license = await storeLicense(store(), project)
      expect(revisions(toTree(await reading.rest()))).toStrictEqual([[license.id, 1]])
    })

    it('of what is committed, whether or not others are being read', async () => {
      const seller = await storeSeller(store())
      const readings = []
      for (let count = 0; count < AT_ONCE; count += 1) {
        const reading = startReading(store(), seller.account.id)
        readings.push({ reading, start: await reading.take(1), licenses: count })
        await storeLicense(store(), seller.project)
      }
      for (const { reading, start, licenses } of readings.toReversed()) {
        expect(revisions(toTree([...start, ...(await reading.rest())]))).toHaveLength(licenses)
      }
    })

    it('and frees what it held when its reader stops early', async () => {
      const seller = await storeSeller(store())
      await issueMany(store(), seller)
      for (let reading = 0; reading < 100; reading += 1) {
        for await (const part of store().dashboards.read(seller.account.id, undefined)) {
          if (part.type === (reading % 2 === 0 ? 'counts' : 'license')) break
        }
      }
      const license = await storeLicense(store(), seller.project)
      const after = await readTree(store(), seller.account.id)
      expect(revisions(after)).toHaveLength(MANY + 1)
      expect((await store().licenses.findByKey(license.key))?.id).toBe(license.id)
    })

    it('and frees what it held when its reader throws', async () => {
      const { account } = await storeSeller(store())
      for (let reading = 0; reading < 50; reading += 1) {
        const broken = async (): Promise<void> => {
          for await (const part of store().dashboards.read(account.id, undefined)) throw new Error(part.type)
        }
        await expect(broken()).rejects.toThrow('counts')
      }
      expect(await readTree(store(), account.id)).toMatchObject({ clients: 1, projects: 1 })
    })
  })
}

async function issueMany(store: Store, { project }: Seller): Promise<readonly License[]> {
  const issued = Array.from({ length: MANY }, () => aLicenseFor(project))
  await commit(store, async ({ licenses }) => {
    for (const license of issued) await licenses.insert(license)
    return ok()
  })
  return issued
}

/** Binds every licence to a machine in one unit; adds a licence, a client and a project in units of their own. */
async function changeEverything(store: Store, seller: Seller, issued: readonly License[]): Promise<void> {
  const activation = { machine: aMachine(), at: instant(1_706_000_000_000) }
  await commit(store, async ({ licenses }) => {
    for (const license of issued) await licenses.replace({ ...license, activation, revision: 2 })
    return ok()
  })
  await storeLicense(store, seller.project)
  const client = await storeClient(store, seller.account)
  await storeProject(store, client)
}

function revisions({ tree }: Dashboard): readonly (readonly [string, number])[] {
  return tree.flatMap(({ projects }) =>
    projects.flatMap(({ licenses }) => licenses.map(({ id, revision }) => [id, revision] as const)),
  )
}
