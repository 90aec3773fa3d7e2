import { emailIdentity, ok, StoreFailure, type AccountId, type Store } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { anAccount } from '../builders/an-account.ts'
import { gate } from '../gate.ts'
import { readTree, startReading, toTree } from './dashboard.ts'
import { STORAGE_TIMEOUT_MS, useStore, type OpenStore } from './open-store.ts'
import { aLicenseFor, commit, storeAccount, storeLicense, storeSeller } from './seed.ts'

/** What every store does as a whole: it answers, it closes, and it says so when it is asked too late. */
export function storeContract(openStore: OpenStore): void {
  describe('contract: store', { timeout: STORAGE_TIMEOUT_MS }, () => {
    const store = useStore(openStore)

    it('starts empty, and apart from every other', async () => {
      const before = await storeAccount(store())
      const other = await openStore()
      try {
        const meanwhile = await storeAccount(store())
        for (const account of [before, meanwhile]) {
          expect(await other.accounts.findById(account.id)).toBeUndefined()
          expect(await other.accounts.findByEmail(emailIdentity(account.email))).toBeUndefined()
          await commit(other, ({ accounts }) => accounts.insert(account))
        }
      } finally {
        await other.close()
      }
    })

    it('answers a ping, many at once as well', async () => {
      await store().ping()
      await Promise.all(Array.from({ length: 20 }, () => store().ping()))
    })

    it('closes twice, at once and one after the other', async () => {
      const other = await openStore()
      await Promise.all([other.close(), other.close()])
      await other.close()
    })

    it('closes without ever having been used, and after a dashboard that nobody read', async () => {
      const other = await openStore()
      other.dashboards.read(anAccount().id, undefined)
      await other.close()
    })

    it('throws a StoreFailure from every part after it was closed', async () => {
      const other = await openStore()
      const { account, client, project } = await storeSeller(other)
      const license = await storeLicense(other, project)
      await other.close()
      let ran = false
      const work = async (): Promise<ReturnType<typeof ok>> => {
        ran = true
        return ok()
      }
      const calls: readonly (() => Promise<unknown>)[] = [
        () => other.ping(),
        () => other.accounts.findById(account.id),
        () => other.accounts.findByEmail(emailIdentity(account.email)),
        () => other.clients.find(account.id, client.id),
        () => other.projects.find(account.id, project.id),
        () => other.licenses.findByKey(license.key),
        () => other.licenses.findOwned(account.id, license.key),
        () => readTree(other, account.id),
        () => other.unitOfWork.run(work),
      ]
      for (const call of calls) await expect(async () => call()).rejects.toBeInstanceOf(StoreFailure)
      expect(ran).toBe(false)
    })

    it('waits for a unit of work under way before it is closed', async () => {
      const other = await openStore()
      const account = anAccount()
      const events: string[] = []
      const started = gate()
      const mayEnd = gate()
      const unit = other.unitOfWork
        .run(async ({ accounts }) => {
          started.open()
          await mayEnd.opened
          const inserted = await accounts.insert(account)
          expect((await accounts.findById(account.id))?.id).toBe(account.id)
          return inserted
        })
        .finally(() => events.push('unit'))
      await started.opened
      const closed = other.close().finally(() => events.push('close'))
      mayEnd.open()
      expect(await unit).toStrictEqual(ok())
      await closed
      expect(events).toStrictEqual(['unit', 'close'])
    })

    it('settles every unit that was asked for before it was closed', async () => {
      const other = await openStore()
      const units = Array.from({ length: 10 }, () =>
        other.unitOfWork.run(({ accounts }) => accounts.insert(anAccount())),
      )
      const [settled] = await Promise.all([Promise.allSettled(units), other.close()])
      for (const unit of settled) {
        if (unit.status === 'fulfilled') expect(unit.value).toStrictEqual(ok())
        else expect(unit.reason).toBeInstanceOf(StoreFailure)
      }
    })

    it('closes while a dashboard is being read: that one is whole or throws, never cut short', async () => {
      const other = await openStore()
      const owner = await seedLicenses(other, 600)
      const reading = startReading(other, owner)
      const start = await reading.take(4)
      await other.close()
      const outcome = await reading.rest().catch((error: unknown) => error)
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(StoreFailure)
      else {
        const whole = toTree([...start, ...(Array.isArray(outcome) ? outcome : [])])
        expect(whole.tree[0]?.projects[0]?.licenses).toHaveLength(600)
      }
    })
  })
}

async function seedLicenses(store: Store, count: number): Promise<AccountId> {
  const { account, project } = await storeSeller(store)
  await commit(store, async ({ licenses }) => {
    for (let issued = 0; issued < count; issued += 1) await licenses.insert(aLicenseFor(project))
    return ok()
  })
  return account.id
}
