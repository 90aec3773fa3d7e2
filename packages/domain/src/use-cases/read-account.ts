import type { Account } from '../account/account.ts'
import type { AccountReader } from '../account/account-repository.ts'
import type { AccountId } from '../shared/entity-id.ts'
import { err, ok, type Result } from '../shared/result.ts'
import type { Unauthenticated } from './authenticate.ts'

export interface ReadAccountDependencies {
  readonly accounts: AccountReader
}

export type ReadAccount = (account: AccountId) => Promise<Result<Account, Unauthenticated>>

/** The account of somebody who is signed in: without one nobody is. */
export function readAccount({ accounts }: ReadAccountDependencies): ReadAccount {
  return async (id) => {
    const account = await accounts.findById(id)
    return account === undefined ? err({ type: 'Unauthenticated' }) : ok(account)
  }
}
