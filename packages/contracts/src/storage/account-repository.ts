import {
  emailIdentity,
  err,
  instant,
  ok,
  Redacted,
  type EmailTaken,
  type PasswordChanged,
  type Result,
} from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { anAccount } from '../builders/an-account.ts'
import { anId, displayName, emailAddress } from '../builders/values.ts'
import { EXTREME_TIMES, TELLING_NAMES } from './extremes.ts'
import { STORAGE_TIMEOUT_MS, useStore, type OpenStore } from './open-store.ts'
import { plainAccount } from './plain.ts'
import { commit, storeAccount } from './seed.ts'

/** What every store's accounts do. */
export function accountRepositoryContract(openStore: OpenStore): void {
  describe('contract: account-repository', { timeout: STORAGE_TIMEOUT_MS }, () => {
    const store = useStore(openStore)

    it('finds an account by its id and by its email, every field as it was', async () => {
      const account = await storeAccount(store(), {
        role: 'ADMIN',
        createdAt: instant(Date.UTC(2024, 1, 29, 23, 59, 59, 999)),
        updatedAt: instant(Date.UTC(2024, 2, 1, 0, 0, 0, 1)),
      })
      expect(plainAccount(await store().accounts.findById(account.id))).toStrictEqual(plainAccount(account))
      const byEmail = await store().accounts.findByEmail(emailIdentity(account.email))
      expect(plainAccount(byEmail)).toStrictEqual(plainAccount(account))
    })

    it('finds nothing by an id or email that nobody has', async () => {
      await storeAccount(store())
      expect(await store().accounts.findById(anId('Account'))).toBeUndefined()
      expect(await store().accounts.findByEmail(emailIdentity(emailAddress('nobody@example.com')))).toBeUndefined()
    })

    it('gives a unit of work the same look-ups, its own writes included', async () => {
      const before = await storeAccount(store())
      const own = anAccount()
      await commit(store(), async ({ accounts }) => {
        const inserted = await accounts.insert(own)
        expect(plainAccount(await accounts.findById(own.id))).toStrictEqual(plainAccount(own))
        expect(plainAccount(await accounts.findByEmail(emailIdentity(own.email)))).toStrictEqual(plainAccount(own))
        expect(plainAccount(await accounts.findById(before.id))).toStrictEqual(plainAccount(before))
        expect(await accounts.findById(anId('Account'))).toBeUndefined()
        return inserted
      })
    })

    it('returns an email as it was given and finds it in any letter case', async () => {
      const account = await storeAccount(store(), { email: emailAddress('Ada.Lovelace@Example.COM') })
      const found = await store().accounts.findByEmail(emailIdentity(emailAddress('aDA.lOVELACE@eXAMPLE.com')))
      expect(found?.id).toBe(account.id)
      expect(found?.email).toBe('Ada.Lovelace@Example.COM')
    })

    it.each([
      ['the same spelling', 'same@taken.example', 'same@taken.example'],
      ['another letter case', 'case@taken.example', 'CASE@Taken.Example'],
      ['another letter case beyond ASCII', 'jürgen@exämple.example', 'JÜRGEN@EXÄMPLE.EXAMPLE'],
      ['another letter case in Greek', 'αθηνα@taken.example', 'ΑΘΗΝΑ@taken.example'],
    ])('refuses an email that is taken: %s', async (_, first, second) => {
      const holder = await storeAccount(store(), { email: emailAddress(first) })
      const rival = anAccount({ email: emailAddress(second) })
      const refused = await store().unitOfWork.run<Result<void, EmailTaken>>(({ accounts }) => accounts.insert(rival))
      expect(refused).toStrictEqual(err({ type: 'EmailTaken' }))
      expect(await store().accounts.findById(rival.id)).toBeUndefined()
      expect((await store().accounts.findByEmail(emailIdentity(rival.email)))?.id).toBe(holder.id)
    })

    it.each([
      ['an accent', 'jose@differs.example', 'josé@differs.example'],
      ['a composed and a decomposed letter', 'zo\u00EB@differs.example', 'zoe\u0308@differs.example'],
      ['a wildcard of SQL', 'a_b@differs.example', 'axb@differs.example'],
      ['a wildcard of regular expressions', 'a.c@differs.example', 'a+c@differs.example'],
      ['ß and ss', 'strasse@differs.example', 'straße@differs.example'],
    ])('tells emails apart by %s', async (_, first, second) => {
      const one = await storeAccount(store(), { email: emailAddress(first) })
      const other = await storeAccount(store(), { email: emailAddress(second) })
      expect((await store().accounts.findByEmail(emailIdentity(one.email)))?.id).toBe(one.id)
      expect((await store().accounts.findByEmail(emailIdentity(other.email)))?.id).toBe(other.id)
    })

    it('refuses an email that the same unit of work took', async () => {
      const first = anAccount()
      const second = anAccount({ email: first.email })
      const refused = await store().unitOfWork.run<Result<void, EmailTaken>>(async ({ accounts }) => {
        const inserted = await accounts.insert(first)
        return inserted.ok ? accounts.insert(second) : inserted
      })
      expect(refused).toStrictEqual(err({ type: 'EmailTaken' }))
      expect(await store().accounts.findById(first.id)).toBeUndefined()
    })

    it('throws for an id that is taken: that is no EmailTaken', async () => {
      const account = await storeAccount(store())
      const sameId = anAccount({ id: account.id })
      await expect(store().unitOfWork.run(({ accounts }) => accounts.insert(sameId))).rejects.toThrow(Error)
      expect(plainAccount(await store().accounts.findById(account.id))).toStrictEqual(plainAccount(account))
      expect(await store().accounts.findByEmail(emailIdentity(sameId.email))).toBeUndefined()
    })

    it.each(TELLING_NAMES)('keeps a name as it is: %s', async (_, text) => {
      const { id, name } = await storeAccount(store(), { name: displayName(text) })
      expect((await store().accounts.findById(id))?.name).toBe(name)
    })

    it.each(EXTREME_TIMES)('keeps a time as it is: %s', async (_, time) => {
      const { id } = await storeAccount(store(), { createdAt: time, updatedAt: time })
      expect(await store().accounts.findById(id)).toMatchObject({ createdAt: time, updatedAt: time })
    })

    it('keeps a password hash to the letter', async () => {
      const passwordHash = new Redacted('PasswordHash', `$argon2id$v=19$m=19456,t=2,p=1$AbC+/=$${'aZ9+/'.repeat(60)}`)
      const { id } = await storeAccount(store(), { passwordHash })
      expect((await store().accounts.findById(id))?.passwordHash.reveal()).toBe(passwordHash.reveal())
    })

    it('changes a password and the time of the last change, and nothing else', async () => {
      const account = await storeAccount(store())
      const other = await storeAccount(store())
      const passwordHash = new Redacted('PasswordHash', '$argon2id$v=19$m=19456,t=2,p=1$bmV3$bmV3')
      const at = instant(account.updatedAt + 1)
      await commit(store(), ({ accounts }) => accounts.changePassword(account, passwordHash, at))
      const expected = plainAccount({ ...account, passwordHash, updatedAt: at })
      expect(plainAccount(await store().accounts.findById(account.id))).toStrictEqual(expected)
      expect(plainAccount(await store().accounts.findByEmail(emailIdentity(account.email)))).toStrictEqual(expected)
      expect(plainAccount(await store().accounts.findById(other.id))).toStrictEqual(plainAccount(other))
    })

    it.each(['changePassword', 'confirmPassword'] as const)(
      'refuses to %s of an account that has another one by now, or is not there',
      async (operation) => {
        const account = await storeAccount(store())
        const changed = { ...account, passwordHash: new Redacted('PasswordHash', '$argon2id$v=19$m=8$bmV3$bmV3') }
        for (const other of [changed, anAccount()]) {
          const refused = await store().unitOfWork.run<Result<void, PasswordChanged>>(({ accounts }) =>
            accounts[operation](other, anAccount().passwordHash, account.createdAt),
          )
          expect(refused).toStrictEqual(err({ type: 'PasswordChanged' }))
        }
        expect(plainAccount(await store().accounts.findById(account.id))).toStrictEqual(plainAccount(account))
      },
    )

    it('confirms a password, which changes nothing that anybody sees', async () => {
      const account = await storeAccount(store())
      for (let times = 0; times < 2; times += 1)
        await commit(store(), ({ accounts }) => accounts.confirmPassword(account))
      expect(plainAccount(await store().accounts.findById(account.id))).toStrictEqual(plainAccount(account))
    })

    it('keeps what was inserted, whatever becomes of the objects handed in and out', async () => {
      const account = anAccount()
      const expected = plainAccount({ ...account })
      await commit(store(), async ({ accounts }) => {
        await accounts.insert(account)
        Object.assign(account, { name: 'changed' })
        return ok()
      })
      const found = await store().accounts.findById(account.id)
      // A store may hand out frozen objects: then this changes nothing, which is as good.
      if (found !== undefined) Reflect.set(found, 'name', 'changed')
      expect(plainAccount(await store().accounts.findById(account.id))).toStrictEqual(expected)
    })
  })
}
