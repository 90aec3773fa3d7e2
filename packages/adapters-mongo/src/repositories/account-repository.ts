import type {
  Account,
  AccountId,
  AccountNotFound,
  AccountReader,
  AccountRepository,
  EmailTaken,
  TimeLeft,
} from '@keybox/domain'
import type { Collection } from 'mongodb'
import { rehydrateAccount, toAccountDocument, type AccountDocument } from '../documents/account-document.ts'
import { toBsonDate } from '../documents/bson-date.ts'
import { toObjectId } from '../documents/object-id.ts'
import type { ReadAccess, WriteAccess } from './access.ts'
import { gatherFinds } from './gathered-finds.ts'
import { insertUnique } from './insert-unique.ts'

const EMAIL_TAKEN: EmailTaken = { type: 'EmailTaken' }
const NOT_FOUND: AccountNotFound = { type: 'AccountNotFound' }

function accountReader(accounts: Collection<AccountDocument>, access: ReadAccess): AccountReader {
  return {
    async findById(id) {
      const found = await access.read((options) => accounts.findOne({ _id: toObjectId(id) }, options))
      return found === null ? undefined : rehydrateAccount(found)
    },
    async findByEmail(email) {
      const found = await access.read((options) => accounts.findOne({ emailIdentity: email }, options))
      return found === null ? undefined : rehydrateAccount(found)
    },
  }
}

/** Outside units of work: every request with a token reads its account. */
export function gatheringAccountReader(
  accounts: Collection<AccountDocument>,
  access: ReadAccess,
  timeLeft: TimeLeft,
): AccountReader {
  const reader = accountReader(accounts, access)
  const findById = gatherFinds<AccountId, Account>(
    {
      one: (id) => reader.findById(id),
      async many(ids) {
        const filter = { _id: { $in: ids.map(toObjectId) } }
        const found = await access.read((options) => accounts.find(filter, options).toArray())
        return new Map(found.map(rehydrateAccount).map((account) => [account.id, account]))
      },
      nameOf: (id) => id,
    },
    timeLeft,
  )
  return { ...reader, findById }
}

export function accountRepository(accounts: Collection<AccountDocument>, access: WriteAccess): AccountRepository {
  return {
    ...accountReader(accounts, access),
    insert(account) {
      const unique = { field: 'emailIdentity', conflict: EMAIL_TAKEN } as const
      return access.write((options) => insertUnique(accounts, toAccountDocument(account), options, unique))
    },
    changePassword(id, passwordHash, at) {
      const change = { $set: { passwordHash: passwordHash.reveal(), updatedAt: toBsonDate(at) } }
      return access.write(async (options) => {
        const { matchedCount } = await accounts.updateOne({ _id: toObjectId(id) }, change, options)
        return matchedCount === 0 ? NOT_FOUND : undefined
      })
    },
  }
}
