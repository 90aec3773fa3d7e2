import type {
  Account,
  AccountId,
  AccountReader,
  AccountRepository,
  EmailTaken,
  PasswordChanged,
  TimeLeft,
} from '@keybox/domain'
import type { Collection, UpdateFilter } from 'mongodb'
import { rehydrateAccount, toAccountDocument, type AccountDocument } from '../documents/account-document.ts'
import { toBsonDate } from '../documents/bson-date.ts'
import { toObjectId } from '../documents/object-id.ts'
import type { OperationOptions, ReadAccess, WriteAccess } from './access.ts'
import { gatherFinds } from './gathered-finds.ts'
import { insertUnique } from './insert-unique.ts'

const EMAIL_TAKEN: EmailTaken = { type: 'EmailTaken' }
const PASSWORD_CHANGED: PasswordChanged = { type: 'PasswordChanged' }

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

/** Outside units of work. */
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
    changePassword(account, passwordHash, at) {
      const change = { $set: { passwordHash: passwordHash.reveal(), updatedAt: toBsonDate(at) } }
      return access.write((options) => updateUnchanged(accounts, account, change, options))
    },
    // A write: what a transaction only reads another may change beside it.
    confirmPassword: (account) =>
      access.write((options) => updateUnchanged(accounts, account, { $inc: { signIns: 1 } }, options)),
  }
}

async function updateUnchanged(
  accounts: Collection<AccountDocument>,
  { id, passwordHash }: Account,
  change: UpdateFilter<AccountDocument>,
  options: OperationOptions,
): Promise<PasswordChanged | undefined> {
  const unchanged = { _id: toObjectId(id), passwordHash: passwordHash.reveal() }
  const { matchedCount } = await accounts.updateOne(unchanged, change, options)
  return matchedCount === 0 ? PASSWORD_CHANGED : undefined
}
