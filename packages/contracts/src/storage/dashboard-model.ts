import { instant, ok, type Client, type Instant, type License, type Project, type Store } from '@keybox/domain'
import { array, assert, asyncProperty, constantFrom, record } from 'fast-check'
import { expect, it } from 'vitest'
import { aClient } from '../builders/a-client.ts'
import { aProject } from '../builders/a-project.ts'
import { outline, readTree } from './dashboard.ts'
import { termAt } from './extremes.ts'
import { aLicenseFor, commit, storeAccount } from './seed.ts'

/** Few times, so that many things share one, and the ends of what a time can be. */
const times = constantFrom(...[-8.64e15, -1, 0, 1, 1_700_000_000_000, 8.64e15].map(instant))

/** A client as the times at which it, its projects and their licences were made. */
const clientTimes = record({
  at: times,
  projects: array(record({ at: times, licenses: array(times, { maxLength: 4 }) }), { maxLength: 4 }),
})

/** The part of the dashboard reader's suite that compares it with the plainest possible one, on any tree. */
export function itShowsAnyTree(store: () => Store): void {
  it('shows any tree in order of creation, whole and one client at a time', async () => {
    const property = asyncProperty(array(clientTimes, { maxLength: 5 }), async (tree) => {
      const account = await storeAccount(store())
      const clients: Client[] = []
      const projects: Project[] = []
      const licenses: License[] = []
      for (const { at, projects: branches } of tree) {
        const client = aClient({ owner: account.id, createdAt: at })
        clients.push(client)
        for (const branch of branches) {
          const project = aProject({ owner: account.id, client: client.id, createdAt: branch.at })
          projects.push(project)
          licenses.push(...branch.licenses.map((time) => aLicenseFor(project, termAt(time))))
        }
      }
      await storeAll(store(), clients, projects, licenses)

      const whole = await readTree(store(), account.id)
      expect(whole).toMatchObject({ clients: clients.length, projects: projects.length })
      expect(outline(whole)).toStrictEqual(expectedOutline(clients, projects, licenses))
      for (const client of clients) {
        const alone = await readTree(store(), account.id, client.id)
        expect(outline(alone)).toStrictEqual(expectedOutline([client], projects, licenses))
      }
    })
    await assert(property, { numRuns: 20 })
  })
}

function storeAll(
  store: Store,
  clients: readonly Client[],
  projects: readonly Project[],
  licenses: readonly License[],
): Promise<void> {
  return commit(store, async (repositories) => {
    for (const client of clients.toReversed()) await repositories.clients.insert(client)
    for (const project of projects.toReversed()) await repositories.projects.insert(project)
    for (const license of licenses.toReversed()) await repositories.licenses.insert(license)
    return ok()
  })
}

function expectedOutline(
  clients: readonly Client[],
  projects: readonly Project[],
  licenses: readonly License[],
): unknown {
  return inOrder(clients, ({ createdAt }) => createdAt).map((client) => [
    client.id,
    inOrder(
      projects.filter((project) => project.client === client.id),
      ({ createdAt }) => createdAt,
    ).map((project) => [
      project.id,
      inOrder(
        licenses.filter((license) => license.project === project.id),
        ({ issuedAt }) => issuedAt,
      ).map(({ id }) => id),
    ]),
  ])
}

function inOrder<T extends { readonly id: string }>(things: readonly T[], at: (thing: T) => Instant): readonly T[] {
  return things.toSorted((one, other) => at(one) - at(other) || (one.id < other.id ? -1 : 1))
}
