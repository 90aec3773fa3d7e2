import { instant, ok, type Account, type Client, type Project, type Store } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aClient } from '../builders/a-client.ts'
import { aMachine, anId } from '../builders/values.ts'
import { itShowsAnyTree } from './dashboard-model.ts'
import { describeDashboardPages } from './dashboard-pages.ts'
import { describeDashboardSnapshot } from './dashboard-snapshot.ts'
import { outline, readTree, type Dashboard } from './dashboard.ts'
import { STORAGE_TIMEOUT_MS, useStore, type OpenStore } from './open-store.ts'
import { plainLicense } from './plain.ts'
import { aLicenseFor, commit, storeAccount, storeClient, storeLicense, storeProject, storeSeller } from './seed.ts'

/** What every store's dashboards show, and in which order. */
export function dashboardReaderContract(openStore: OpenStore): void {
  describe('contract: dashboard-reader', { timeout: STORAGE_TIMEOUT_MS }, () => {
    const store = useStore(openStore)

    it('gives zero counts and nothing more to an owner of nothing, or one who is unknown', async () => {
      const account = await storeAccount(store())
      const nothing = { clients: 0, projects: 0, tree: [] }
      expect(await readTree(store(), account.id)).toStrictEqual(nothing)
      expect(await readTree(store(), anId('Account'))).toStrictEqual(nothing)
    })

    it('gives every field as it was stored', async () => {
      const { account, client, project } = await storeSeller(store())
      const activation = { machine: aMachine(), at: instant(1_706_000_000_123) }
      const license = await storeLicense(store(), project, { activation, revokedAt: instant(1_707_000_000_456) })
      const { tree } = await readTree(store(), account.id)
      const [branch] = tree
      const [projectBranch] = branch?.projects ?? []
      expect({ ...branch?.client }).toStrictEqual(client)
      expect({ ...projectBranch?.project }).toStrictEqual(project)
      expect(plainLicense(projectBranch?.licenses[0])).toStrictEqual(plainLicense(license))
    })

    it('shows clients without projects and projects without licences', async () => {
      const account = await storeAccount(store())
      const bare = await storeClient(store(), account, { createdAt: instant(1) })
      const client = await storeClient(store(), account, { createdAt: instant(2) })
      const project = await storeProject(store(), client)
      const dashboard = await readTree(store(), account.id)
      expect(dashboard).toMatchObject({ clients: 2, projects: 1 })
      expect(outline(dashboard)).toStrictEqual([
        [bare.id, []],
        [client.id, [[project.id, []]]],
      ])
    })

    it('orders clients by the time of their creation, then by id, whatever the order of their writing', async () => {
      const account = await storeAccount(store())
      const ids = [anId('Client'), anId('Client'), anId('Client'), anId('Client'), anId('Client')] as const
      const [third, second, fifth, first, fourth] = ids
      const written: readonly (readonly [Client['id'], number])[] = [
        [fifth, 2_000],
        [third, 1_000],
        [first, -8.64e15],
        [fourth, 1_001],
        [second, -1],
      ]
      for (const [id, time] of written) await storeClient(store(), account, { id, createdAt: instant(time) })
      const tie = anId('Client')
      await storeClient(store(), account, { id: tie, createdAt: instant(1_000) })
      const shown = (await readTree(store(), account.id)).tree.map(({ client }) => client.id)
      expect(shown).toStrictEqual([first, second, third, tie, fourth, fifth])
    })

    it('orders projects and licences so too', async () => {
      const { account, client, project: middle } = await storeSeller(store())
      const early = await storeProject(store(), client, { createdAt: instant(middle.createdAt - 1) })
      const [lowTie, highTie] = [anId('Project'), anId('Project')]
      const tie = instant(middle.createdAt + 1)
      await storeProject(store(), client, { id: highTie, createdAt: tie })
      await storeProject(store(), client, { id: lowTie, createdAt: tie })
      const [low, high, first] = [anId('License'), anId('License'), anId('License')]
      await storeLicense(store(), middle, { id: high, issuedAt: instant(5_000) })
      await storeLicense(store(), middle, { id: low, issuedAt: instant(5_000) })
      await storeLicense(store(), middle, { id: first, issuedAt: instant(4_999) })
      expect(outline(await readTree(store(), account.id))).toStrictEqual([
        [
          client.id,
          [
            [early.id, []],
            [middle.id, [first, low, high]],
            [lowTie, []],
            [highTie, []],
          ],
        ],
      ])
    })

    it('shows each licence under its project when licences of many were issued in turn', async () => {
      const { account, client, project } = await storeSeller(store())
      const otherClient = await storeClient(store(), account, { createdAt: instant(client.createdAt + 1) })
      const projects: readonly Project[] = [
        project,
        await storeProject(store(), client, { createdAt: instant(project.createdAt + 1) }),
        await storeProject(store(), otherClient),
      ]
      const issued = new Map<string, string[]>(projects.map(({ id }) => [id, []]))
      for (let turn = 0; turn < 3; turn += 1) {
        for (const of of projects) issued.get(of.id)?.push((await storeLicense(store(), of)).id)
      }
      const dashboard = await readTree(store(), account.id)
      expect(dashboard).toMatchObject({ clients: 2, projects: 3 })
      const branches = projects.map(({ id }) => [id, issued.get(id)])
      expect(outline(dashboard)).toStrictEqual([
        [client.id, branches.slice(0, 2)],
        [otherClient.id, branches.slice(2)],
      ])
    })

    it('shows one client alone when asked to, with counts of that client', async () => {
      const { account, client, project } = await storeSeller(store())
      const other = await storeClient(store(), account)
      await storeProject(store(), other)
      const license = await storeLicense(store(), project)
      const dashboard = await readTree(store(), account.id, client.id)
      expect(dashboard).toMatchObject({ clients: 1, projects: 1 })
      expect(outline(dashboard)).toStrictEqual([[client.id, [[project.id, [license.id]]]]])
    })

    it("never shows another owner's, and answers their client like one that does not exist", async () => {
      const one = await storeSeller(store())
      const other = await storeSeller(store())
      await storeLicense(store(), one.project)
      await storeLicense(store(), other.project)
      expect(ownersOf(await readTree(store(), one.account.id))).toStrictEqual([one.account.id])
      const nothing = { clients: 0, projects: 0, tree: [] }
      expect(await readTree(store(), one.account.id, other.client.id)).toStrictEqual(nothing)
      expect(await readTree(store(), one.account.id, anId('Client'))).toStrictEqual(nothing)
    })

    it('holds a few thousand licences and a few hundred clients', async () => {
      const { account, project } = await storeSeller(store())
      const expected: string[] = []
      for (let chunk = 0; chunk < 5; chunk += 1) expected.push(...(await storeMany(store(), account, project)))
      const { clients, tree } = await readTree(store(), account.id)
      expect(clients).toBe(1 + 5 * 60)
      const shown = tree.flatMap(({ projects }) => projects.flatMap(({ licenses }) => licenses.map(({ id }) => id)))
      expect(shown).toStrictEqual(expected)
    })

    itShowsAnyTree(store)
    describeDashboardPages(store)
    describeDashboardSnapshot(store)
  })
}

function ownersOf({ tree }: Dashboard): readonly string[] {
  const owners = tree.flatMap(({ client, projects }) => [
    client.owner,
    ...projects.flatMap(({ project, licenses }) => [project.owner, ...licenses.map(({ owner }) => owner)]),
  ])
  return [...new Set(owners)]
}

/** 60 clients and 500 licences in one unit of work; gives the licences' ids in the order that they were made in. */
async function storeMany(store: Store, account: Account, project: Project): Promise<readonly string[]> {
  const clients = Array.from({ length: 60 }, () => aClient({ owner: account.id }))
  const licenses = Array.from({ length: 500 }, () => aLicenseFor(project))
  await commit(store, async (repositories) => {
    for (const client of clients) await repositories.clients.insert(client)
    for (const license of licenses) await repositories.licenses.insert(license)
    return ok()
  })
  return licenses.map(({ id }) => id)
}
