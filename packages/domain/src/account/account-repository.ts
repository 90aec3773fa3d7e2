import type { EmailIdentity } from '../shared/email-address.ts'
import type { AccountId } from '../shared/entity-id.ts'
import type { Result } from '../shared/result.ts'
import type { Account } from './account.ts'

export interface AccountReader {
  /** undefined: there is none */
  findById(id: AccountId): Promise<Account | undefined>
  /** undefined: there is none */
  findByEmail(email: EmailIdentity): Promise<Account | undefined>
}

export interface AccountRepository extends AccountReader {
  /** EmailTaken when an account has the email in any letter case, decided by the store. The unit of work is then over. */
  insert(account: Account): Promise<Result<void, EmailTaken>>
}

export interface EmailTaken {
  readonly type: 'EmailTaken'
}
