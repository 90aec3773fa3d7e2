import { err, ok, type Client, type License, type Project, type Result, type Store } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aClient } from '../builders/a-client.ts'
import { aProject } from '../builders/a-project.ts'
import { gate } from '../gate.ts'
import { watch } from '../watch.ts'
import { outline, readTree } from './dashboard.ts'
import { aLicenseFor, storeAccount, storeLicense, storeSeller } from './seed.ts'

/** The half of the unit of work's suite that is about units and readers side by side. */
export function describeUnitsAtOnce(store: () => Store): void {
  describe('side by side', () => {
    it('shows nothing of a unit under way to anyone else', async () => {
      const { account, project } = await storeSeller(store())
      const license = await storeLicense(store(), project)
      const client = aClient({ owner: account.id })
      const written = gate()
      const mayEnd = gate()
      const unit = store().unitOfWork.run(async ({ clients, licenses }) => {
        await clients.insert(client)
        await licenses.replace({ ...license, revision: 2 })
        written.open()
        await mayEnd.opened
        return ok()
      })
      await written.opened
      expect(await store().clients.find(account.id, client.id)).toBeUndefined()
      expect((await store().licenses.findByKey(license.key))?.revision).toBe(1)
      expect((await store().licenses.findOwned(account.id, license.key))?.revision).toBe(1)
      const during = await readTree(store(), account.id)
      expect(during.clients).toBe(1)
      expect(during.tree[0]?.projects[0]?.licenses[0]?.revision).toBe(1)
      mayEnd.open()
      await unit
      expect((await store().clients.find(account.id, client.id))?.id).toBe(client.id)
      expect((await store().licenses.findByKey(license.key))?.revision).toBe(2)
      expect((await readTree(store(), account.id)).clients).toBe(2)
    })

    it('serves a unit that was asked for while another was under way', async () => {
      const account = await storeAccount(store())
      const mayEnd = gate()
      const started = gate()
      const first = aClient({ owner: account.id })
      const others = Array.from({ length: 5 }, () => aClient({ owner: account.id }))
      const slow = store().unitOfWork.run(async ({ clients }) => {
        started.open()
        await mayEnd.opened
        return clients.insert(first)
      })
      await started.opened
      const waiting = others.map((client) => store().unitOfWork.run(({ clients }) => clients.insert(client)))
      mayEnd.open()
      expect(await Promise.all([slow, ...waiting])).toStrictEqual([ok(), ...others.map(() => ok())])
      expect((await readTree(store(), account.id)).clients).toBe(6)
    })

    it('serves a unit that was asked for while another was failing', async () => {
      const account = await storeAccount(store())
      const client = aClient({ owner: account.id })
      const failing = store().unitOfWork.run(() => Promise.reject<Result<void, never>>(new Error('lost')))
      const next = store().unitOfWork.run(({ clients }) => clients.insert(client))
      await expect(failing).rejects.toThrow('lost')
      expect(await next).toStrictEqual(ok())
      expect((await readTree(store(), account.id)).clients).toBe(1)
    })

    it('keeps the writes of units apart: one that is rolled back takes nothing of the others along', async () => {
      const account = await storeAccount(store())
      const pairs = Array.from({ length: 24 }, () => [aClient({ owner: account.id }), aClient({ owner: account.id })])
      const units = pairs.map((pair, index) => insertPair(store(), pair, OUTCOMES[index % OUTCOMES.length]))
      await Promise.allSettled(units)
      const kept = pairs.filter((_, index) => OUTCOMES[index % OUTCOMES.length] === 'ok').flat()
      const shown = outline(await readTree(store(), account.id))
      expect(shown).toStrictEqual(kept.map(({ id }) => [id, []]))
    })

    it('keeps units apart that create projects with licences: nobody meets the failure of another', async () => {
      const { account, client, project } = await storeSeller(store())
      const taken = await storeLicense(store(), project)
      const pairs = Array.from({ length: 25 }, () => {
        const own = aProject({ owner: account.id, client: client.id })
        return { project: own, license: aLicenseFor(own) }
      })
      const units = pairs.map((pair, index) => createPair(store(), pair, CREATIONS[index % CREATIONS.length], taken))
      const outcomes = await Promise.allSettled(units)
      const expected = [ok(), err({ type: 'LicenseKeyTaken' }), ok(), err('no'), new Error('lost')]
      expect(
        outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason)),
      ).toStrictEqual(pairs.map((_, index) => expected[index % expected.length]))
      const kept = pairs.filter((_, index) => CREATIONS[index % CREATIONS.length] === 'ok')
      expect(outline(await readTree(store(), account.id))).toStrictEqual([
        [client.id, [[project.id, [taken.id]], ...kept.map((pair) => [pair.project.id, [pair.license.id]])]],
      ])
    })

    it('keeps a reader from seeing half of a unit, however many there are', async () => {
      const account = await storeAccount(store())
      const pairs = Array.from({ length: 30 }, () => [aClient({ owner: account.id }), aClient({ owner: account.id })])
      const halves = watch(async () => expect((await readTree(store(), account.id)).clients % 2).toBe(0))
      await Promise.all(pairs.map((pair) => insertPair(store(), pair, 'ok')))
      expect(await halves.stop()).toBeGreaterThan(0)
      expect((await readTree(store(), account.id)).clients).toBe(60)
    })

    it('shows a commit to whoever asks after it', async () => {
      const account = await storeAccount(store())
      for (let turn = 1; turn <= 50; turn += 1) {
        const client = aClient({ owner: account.id })
        await store().unitOfWork.run(({ clients }) => clients.insert(client))
        expect((await store().clients.find(account.id, client.id))?.id).toBe(client.id)
        expect((await readTree(store(), account.id)).clients).toBe(turn)
      }
    })

    it('leaves nothing behind of hundreds of units that were rolled back', async () => {
      const account = await storeAccount(store())
      for (let batch = 0; batch < 20; batch += 1) {
        const units = Array.from({ length: 20 }, (_, index) => {
          const pair = [aClient({ owner: account.id }), aClient({ owner: account.id })]
          return insertPair(store(), pair, index % 2 === 0 ? 'err' : 'throw')
        })
        await Promise.allSettled(units)
      }
      expect(await readTree(store(), account.id)).toStrictEqual({ clients: 0, projects: 0, tree: [] })
      const client = aClient({ owner: account.id })
      expect(await insertPair(store(), [client], 'ok')).toStrictEqual(ok())
      expect((await readTree(store(), account.id)).clients).toBe(1)
    })
  })
}

const OUTCOMES = ['ok', 'err', 'ok', 'throw'] as const

const CREATIONS = ['ok', 'taken', 'ok', 'err', 'throw'] as const

interface ProjectWithLicense {
  readonly project: Project
  readonly license: License
}

function createPair(
  store: Store,
  { project, license }: ProjectWithLicense,
  outcome: (typeof CREATIONS)[number] | undefined,
  taken: License,
): Promise<Result<void, unknown>> {
  return store.unitOfWork.run<Result<void, unknown>>(async ({ projects, licenses }) => {
    await projects.insert(project)
    const inserted = await licenses.insert(outcome === 'taken' ? { ...license, key: taken.key } : license)
    if (outcome === 'throw') throw new Error('lost')
    return inserted.ok && outcome === 'err' ? err('no') : inserted
  })
}

function insertPair(
  store: Store,
  pair: readonly Client[],
  outcome: (typeof OUTCOMES)[number] | undefined,
): Promise<Result<void, string>> {
  return store.unitOfWork.run(async ({ clients }) => {
    for (const client of pair) {
      const inserted = await clients.insert(client)
      if (!inserted.ok) throw new Error(inserted.error.type)
      expect((await clients.find(client.owner, client.id))?.id).toBe(client.id)
    }
    if (outcome === 'throw') throw new Error('lost')
    return outcome === 'ok' ? ok() : err('no')
  })
}
