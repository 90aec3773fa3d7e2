import { ok } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aProject } from '../builders/a-project.ts'
import { anId, displayName } from '../builders/values.ts'
import { EXTREME_TIMES, TELLING_NAMES } from './extremes.ts'
import { STORAGE_TIMEOUT_MS, useStore, type OpenStore } from './open-store.ts'
import { commit, storeAccount, storeProject, storeSeller } from './seed.ts'

/** What every store's projects do. */
export function projectRepositoryContract(openStore: OpenStore): void {
  describe('contract: project-repository', { timeout: STORAGE_TIMEOUT_MS }, () => {
    const store = useStore(openStore)

    it('finds a project of its owner, every field as it was', async () => {
      const { account, project } = await storeSeller(store())
      expect({ ...(await store().projects.find(account.id, project.id)) }).toStrictEqual(project)
    })

    it("answers another owner's project like one that does not exist", async () => {
      const { account, project } = await storeSeller(store())
      const stranger = await storeAccount(store())
      expect(await store().projects.find(stranger.id, project.id)).toBeUndefined()
      expect(await store().projects.find(account.id, anId('Project'))).toBeUndefined()
    })

    it('gives a unit of work the same look-ups, its own writes included', async () => {
      const { account, client } = await storeSeller(store())
      const stranger = await storeAccount(store())
      const own = aProject({ owner: account.id, client: client.id })
      await commit(store(), async ({ projects }) => {
        await projects.insert(own)
        expect({ ...(await projects.find(account.id, own.id)) }).toStrictEqual(own)
        expect(await projects.find(stranger.id, own.id)).toBeUndefined()
        return ok()
      })
    })

    it('lets two projects of one client have the same name', async () => {
      const { account, client, project } = await storeSeller(store())
      const namesake = await storeProject(store(), client, { name: project.name })
      expect((await store().projects.find(account.id, namesake.id))?.name).toBe(project.name)
      expect((await store().projects.find(account.id, project.id))?.name).toBe(project.name)
    })

    it('throws for an id that is taken', async () => {
      const { account, client, project } = await storeSeller(store())
      const sameId = aProject({ id: project.id, owner: account.id, client: client.id })
      const run = store().unitOfWork.run(async ({ projects }) => {
        await projects.insert(sameId)
        return ok()
      })
      await expect(run).rejects.toThrow(Error)
      expect({ ...(await store().projects.find(account.id, project.id)) }).toStrictEqual(project)
    })

    it.each(TELLING_NAMES)('keeps a name as it is: %s', async (_, text) => {
      const { account, client } = await storeSeller(store())
      const { id, name } = await storeProject(store(), client, { name: displayName(text) })
      expect((await store().projects.find(account.id, id))?.name).toBe(name)
    })

    it.each(EXTREME_TIMES)('keeps a time as it is: %s', async (_, time) => {
      const { account, client } = await storeSeller(store())
      const { id } = await storeProject(store(), client, { createdAt: time, updatedAt: time })
      expect(await store().projects.find(account.id, id)).toMatchObject({ createdAt: time, updatedAt: time })
    })

    it('keeps what was inserted, whatever becomes of the objects handed in and out', async () => {
      const { account, client } = await storeSeller(store())
      const project = aProject({ owner: account.id, client: client.id })
      const expected = { ...project }
      await commit(store(), async ({ projects }) => {
        await projects.insert(project)
        Object.assign(project, { name: 'changed' })
        return ok()
      })
      const found = await store().projects.find(account.id, project.id)
      if (found !== undefined) Reflect.set(found, 'name', 'changed')
      expect({ ...(await store().projects.find(account.id, project.id)) }).toStrictEqual(expected)
    })
  })
}
