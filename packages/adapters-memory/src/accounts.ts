import { emailIdentity, ok, type AccountReader, type AccountRepository } from '@keybox/domain'
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
    changePassword: async (id, passwordHash, at) => {
      const state = unit.current()
      const account = state.accounts.get(id)
      if (account === undefined) return unit.refuse({ type: 'AccountNotFound' })
      const record = accountRecord({ ...account, passwordHash, updatedAt: at })
      unit.stage({
        ...state,
        accounts: state.accounts.with(id, record),
        accountsByEmail: state.accountsByEmail.with(emailIdentity(record.email), record),
      })
      return ok()
    },
  }
}
