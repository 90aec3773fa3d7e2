import { emailIdentity, ok, type Account, type AccountReader, type AccountRepository } from '@keybox/domain'
import { DuplicateId } from './duplicate-id.ts'
import { accountRecord } from './records.ts'
import type { StateSource } from './state.ts'
import type { Unit } from './unit.ts'

export function accountReader(source: StateSource): AccountReader {
  return {
    findById: async (id) => source().accounts.get(id),
    findByEmail: async (email) => source().accountsByEmail.get(email),
  }
}

export function accountRepository(unit: Unit): AccountRepository {
  return {
    ...accountReader(unit.current),
    insert: async (account) => {
      const state = unit.current()
      const record = accountRecord(account)
      const email = emailIdentity(record.email)
      if (state.accounts.get(record.id) !== undefined) throw new DuplicateId('Account')
      if (state.accountsByEmail.get(email) !== undefined) return unit.refuse({ type: 'EmailTaken' })
      unit.stage({
        ...state,
        accounts: state.accounts.with(record.id, record),
        accountsByEmail: state.accountsByEmail.with(email, record),
      })
      return ok()
    },
    changePassword: async (previous, passwordHash, at) => {
      const state = unit.current()
      const account = state.accounts.get(previous.id)
      if (!hasPasswordOf(account, previous)) return unit.refuse({ type: 'PasswordChanged' })
      const record = accountRecord({ ...account, passwordHash, updatedAt: at })
      unit.stage({
        ...state,
        accounts: state.accounts.with(account.id, record),
        accountsByEmail: state.accountsByEmail.with(emailIdentity(record.email), record),
      })
      return ok()
    },
    // No unit runs beside another.
    confirmPassword: async (account) =>
      hasPasswordOf(unit.current().accounts.get(account.id), account) ? ok() : unit.refuse({ type: 'PasswordChanged' }),
  }
}

function hasPasswordOf(stored: Account | undefined, account: Account): stored is Account {
  return stored?.passwordHash.equals(account.passwordHash) === true
}
