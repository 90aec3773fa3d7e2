import { instant, ok, parsePageSize, type Account, type ClientPlace, type PageSize, type Store } from '@keybox/domain'
import { array, assert, asyncProperty, constantFrom, integer } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aClient } from '../builders/a-client.ts'
import { anId } from '../builders/values.ts'
import { outline, readPage, readTree, type Dashboard } from './dashboard.ts'
import { commit, storeAccount, storeClient, storeLicense, storeProject, storeSeller } from './seed.ts'

/** Few times, so that many clients share one and only their ids tell them apart; and the ends of what a time can be. */
const times = constantFrom(...[-8.64e15, -1, 0, 1, 1_700_000_000_000, 8.64e15].map(instant))

/** The part of the dashboard reader's suite that is about pages of clients. */
export function describeDashboardPages(store: () => Store): void {
  describe('reads page by page', () => {
    it('what it shows as a whole, whatever the size of a page, and counts everything on each', async () => {
      const property = asyncProperty(
        array(times, { maxLength: 9 }),
        integer({ min: 1, max: 10 }),
        async (made, size) => {
          const account = await storeAccount(store())
          for (const createdAt of made) await storeProject(store(), await storeClient(store(), account, { createdAt }))
          const whole = await readTree(store(), account.id)
          const pages = await readPages(store(), account, size)
          expect(pages.flatMap(outline)).toStrictEqual(outline(whole))
          expect(pages).toHaveLength(Math.max(1, Math.ceil(made.length / size)))
          for (const { clients, projects } of pages)
            expect([clients, projects]).toStrictEqual([made.length, made.length])
        },
      )
      await assert(property, { numRuns: 15 })
    })

    it('each client with all that it has', async () => {
      const { account, client, project } = await storeSeller(store())
      const license = await storeLicense(store(), project)
      const later = await storeClient(store(), account, { createdAt: instant(client.createdAt + 1) })
      const first = await readPage(store(), account.id, { size: sized(1), after: undefined })
      expect(outline(first)).toStrictEqual([[client.id, [[project.id, [license.id]]]]])
      expect(first).toMatchObject({ clients: 2, projects: 1, after: placeOf(client) })
      const second = await readPage(store(), account.id, { size: sized(1), after: first.after })
      expect(outline(second)).toStrictEqual([[later.id, []]])
      expect(second).toStrictEqual({ clients: 2, projects: 1, tree: second.tree })
    })

    it('meeting each client that was there once, however many are added before, between and behind', async () => {
      const account = await storeAccount(store())
      const there: string[] = []
      for (let at = 0; at < 6; at += 1) {
        there.push((await storeClient(store(), account, { createdAt: instant(at * 10) })).id)
      }
      const shown: string[] = []
      let after: ClientPlace | undefined
      let added = 0
      do {
        const page = await readPage(store(), account.id, { size: sized(2), after })
        shown.push(...clientsOf(page))
        after = page.after
        if (added < 9) {
          for (const at of [-1, 25, 70]) await storeClient(store(), account, { createdAt: instant(at) })
          added += 3
        }
      } while (after !== undefined)
      expect(new Set(shown).size).toBe(shown.length)
      expect(shown.filter((id) => there.includes(id))).toStrictEqual(there)
      expect(shown.length).toBeGreaterThan(there.length)
    })

    it('behind a place where no client is', async () => {
      const account = await storeAccount(store())
      const client = await storeClient(store(), account, { createdAt: instant(5) })
      const [low, high] = [anId('Client'), anId('Client')]
      const behind = async (createdAt: number, id = low) =>
        clientsOf(await readPage(store(), account.id, { size: sized(5), after: { createdAt: instant(createdAt), id } }))
      expect(await behind(4, high)).toStrictEqual([client.id])
      expect(await behind(5, client.id)).toStrictEqual([])
      expect(await behind(5, high)).toStrictEqual([])
      expect(await behind(6)).toStrictEqual([])
    })

    it("never another owner's, wherever it begins", async () => {
      const [one, other] = [await storeSeller(store()), await storeSeller(store())]
      const after = { ...placeOf(other.client), createdAt: instant(-8.64e15) }
      const page = await readPage(store(), one.account.id, { size: sized(500), after })
      expect(clientsOf(page)).toStrictEqual([one.client.id])
    })

    it('counting what one unit of work added, and nothing that was rolled back', async () => {
      const account = await storeAccount(store())
      await commit(store(), async ({ clients }) => {
        for (let made = 0; made < 20; made += 1) await clients.insert(aClient({ owner: account.id }))
        return ok()
      })
      await store().unitOfWork.run(async ({ clients }) => {
        await clients.insert(aClient({ owner: account.id }))
        return { ok: false, error: { type: 'Withdrawn' } } as const
      })
      const taken = aClient({ owner: account.id })
      await commit(store(), ({ clients }) => clients.insert(taken))
      const again = await store().unitOfWork.run(({ clients }) =>
        clients.insert(aClient({ owner: account.id, email: taken.email })),
      )
      expect(again.ok).toBe(false)
      const page = await readPage(store(), account.id, { size: sized(1), after: undefined })
      expect(page).toMatchObject({ clients: 21, projects: 0 })
    })

    it('counting all that is written at once', async () => {
      const account = await storeAccount(store())
      await Promise.all(
        Array.from({ length: 20 }, async () => storeProject(store(), await storeClient(store(), account))),
      )
      expect(await readTree(store(), account.id)).toMatchObject({ clients: 20, projects: 20 })
    })
  })
}

async function readPages(store: Store, account: Account, size: number): Promise<readonly Dashboard[]> {
  const pages: Dashboard[] = []
  let after: ClientPlace | undefined
  do {
    const page = await readPage(store, account.id, { size: sized(size), after })
    pages.push(page)
    after = page.after
  } while (after !== undefined)
  return pages
}

function sized(size: number): PageSize {
  const parsed = parsePageSize(size)
  if (!parsed.ok) throw new Error(parsed.error.reason)
  return parsed.value
}

function placeOf({ createdAt, id }: ClientPlace): ClientPlace {
  return { createdAt, id }
}

function clientsOf({ tree }: Dashboard): readonly string[] {
  return tree.map(({ client }) => client.id)
}
