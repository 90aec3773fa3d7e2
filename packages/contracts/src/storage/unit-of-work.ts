import { emailIdentity, err, ok, type EmailTaken, type Repositories, type Result } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aClient } from '../builders/a-client.ts'
import { aProject } from '../builders/a-project.ts'
import { anAccount } from '../builders/an-account.ts'
import { STORAGE_TIMEOUT_MS, useStore, type OpenStore, type StorageHooks } from './open-store.ts'
import { aLicenseFor, storeAccount, storeLicense, storeSeller } from './seed.ts'
import { describeUnitsAtOnce } from './units-at-once.ts'
import { describeCommitFaults } from './unit-commit-faults.ts'
import { unwritten } from './unwritten.ts'

/** What every store's unit of work does: all of a unit's writes or none. */
export function unitOfWorkContract(openStore: OpenStore, hooks: StorageHooks = {}): void {
  describe('contract: unit-of-work', { timeout: STORAGE_TIMEOUT_MS }, () => {
    const store = useStore(openStore)

    it('commits all writes on an Ok, and gives that very Ok', async () => {
      const account = anAccount()
      const client = aClient({ owner: account.id })
      const project = aProject({ owner: account.id, client: client.id })
      const license = aLicenseFor(project)
      const answer = ok({ anything: [1, 2, 3] })
      const result = await store().unitOfWork.run(async (repositories) => {
        await repositories.accounts.insert(account)
        await repositories.clients.insert(client)
        await repositories.projects.insert(project)
        await repositories.licenses.insert(license)
        await repositories.licenses.replace({ ...license, revision: 2 })
        return answer
      })
      expect(result).toBe(answer)
      expect((await store().accounts.findById(account.id))?.id).toBe(account.id)
      expect((await store().clients.find(account.id, client.id))?.id).toBe(client.id)
      expect((await store().projects.find(account.id, project.id))?.id).toBe(project.id)
      expect((await store().licenses.findByKey(license.key))?.revision).toBe(2)
    })

    it('commits a unit that wrote nothing', async () => {
      const account = await storeAccount(store())
      const found = await store().unitOfWork.run(async ({ accounts }) => ok(await accounts.findById(account.id)))
      expect(found.value?.id).toBe(account.id)
    })

    it('rolls everything back on an Err, and gives that very Err', async () => {
      const { writeAll, expectNothing } = await unwritten(store())
      const refusal = err({ type: 'ChangedMyMind' })
      const result = await store().unitOfWork.run(async (repositories) => {
        await writeAll(repositories)
        return refusal
      })
      expect(result).toBe(refusal)
      await expectNothing()
    })

    it('rolls everything back on a throw, and passes that very error on', async () => {
      const { writeAll, expectNothing } = await unwritten(store())
      const failure = new Error('on the way')
      const run = store().unitOfWork.run(async (repositories) => {
        await writeAll(repositories)
        throw failure
      })
      await expect(run).rejects.toBe(failure)
      await expectNothing()
    })

    it('passes on what a callback throws before it gives a promise', async () => {
      const failure = new Error('at once')
      const throwAtOnce = (): never => {
        throw failure
      }
      await expect(store().unitOfWork.run(throwAtOnce)).rejects.toBe(failure)
      await storeAccount(store())
    })

    it('runs the same work again after a run that was thrown away, as stores do that abort and retry', async () => {
      const { writeAll, expectEverything } = await unwritten(store())
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const abandoned = store().unitOfWork.run(async (repositories) => {
          await writeAll(repositories)
          throw new Error(`attempt ${attempt}`)
        })
        await expect(abandoned).rejects.toThrow(`attempt ${attempt}`)
      }
      await store().unitOfWork.run(async (repositories) => {
        await writeAll(repositories)
        return ok()
      })
      await expectEverything()
    })

    it('is over once a write gave an Err: an Ok after it throws, and nothing is committed', async () => {
      const taken = await storeAccount(store())
      const rival = anAccount({ email: taken.email })
      const { writeAll, expectNothing } = await unwritten(store())
      const run = store().unitOfWork.run(async (repositories) => {
        await writeAll(repositories)
        expect(await repositories.accounts.insert(rival)).toStrictEqual(err({ type: 'EmailTaken' }))
        return ok()
      })
      await expect(run).rejects.toThrow(Error)
      await expectNothing()
      expect(await store().accounts.findById(rival.id)).toBeUndefined()
    })

    it('is over once a write gave an Err: what is written after it is not committed either', async () => {
      const { project } = await storeSeller(store())
      const license = await storeLicense(store(), project)
      const late = anAccount()
      const run = store().unitOfWork.run(async ({ accounts, licenses }) => {
        expect(await licenses.replace({ ...license, revision: 7 })).toStrictEqual(err({ type: 'LicenseChanged' }))
        // Whether this write throws or pretends, the unit is lost.
        await accounts.insert(late).catch(() => undefined)
        return ok()
      })
      await expect(run).rejects.toThrow(Error)
      expect(await store().accounts.findById(late.id)).toBeUndefined()
    })

    it('is over once a write gave an Err: that Err may be given on', async () => {
      const taken = await storeAccount(store())
      const { writeAll, expectNothing } = await unwritten(store())
      const refused = await store().unitOfWork.run<Result<void, EmailTaken>>(async (repositories) => {
        await writeAll(repositories)
        return repositories.accounts.insert(anAccount({ email: taken.email }))
      })
      expect(refused).toStrictEqual(err({ type: 'EmailTaken' }))
      await expectNothing()
      await storeAccount(store())
    })

    it.each([
      ['an Ok', async (): Promise<Result<void, string>> => ok()],
      ['an Err', async (): Promise<Result<void, string>> => err('no')],
      ['a throw', () => Promise.reject<Result<void, string>>(new Error('lost'))],
    ])('takes its repositories away after %s', async (_, settle) => {
      const account = await storeAccount(store())
      const { project } = await storeSeller(store())
      const license = await storeLicense(store(), project)
      const late = anAccount()
      let kept: Repositories | undefined
      await store()
        .unitOfWork.run((repositories) => {
          kept = repositories
          return settle()
        })
        .catch(() => undefined)
      await expect(async () => kept?.accounts.findById(account.id)).rejects.toThrow(Error)
      await expect(async () => kept?.accounts.findByEmail(emailIdentity(account.email))).rejects.toThrow(Error)
      await expect(async () => kept?.accounts.insert(late)).rejects.toThrow(Error)
      await expect(async () => kept?.clients.find(account.id, project.client)).rejects.toThrow(Error)
      await expect(async () => kept?.clients.insert(aClient({ owner: account.id }))).rejects.toThrow(Error)
      await expect(async () => kept?.projects.find(project.owner, project.id)).rejects.toThrow(Error)
      await expect(async () => kept?.projects.insert(aProject({ ...project }))).rejects.toThrow(Error)
      await expect(async () => kept?.licenses.findByKey(license.key)).rejects.toThrow(Error)
      await expect(async () => kept?.licenses.findOwned(project.owner, license.key)).rejects.toThrow(Error)
      await expect(async () => kept?.licenses.insert(aLicenseFor(project))).rejects.toThrow(Error)
      await expect(async () => kept?.licenses.replace({ ...license, revision: 2 })).rejects.toThrow(Error)
      expect(await store().accounts.findById(late.id)).toBeUndefined()
      expect((await store().licenses.findByKey(license.key))?.revision).toBe(1)
    })

    describeUnitsAtOnce(store)
    if (hooks.openStoreWithCommitFaults !== undefined) describeCommitFaults(hooks.openStoreWithCommitFaults)
  })
}
