import type { EmailIdentity } from '../shared/email-address.ts'
import type { AccountId } from '../shared/entity-id.ts'
import type { Result } from '../shared/result.ts'
import type { Instant } from '../shared/instant.ts'
import type { Account } from './account.ts'
import type { PasswordHash } from './password.ts'

export interface AccountReader {
  /** undefined: there is none */
  findById(id: AccountId): Promise<Account | undefined>
  /** undefined: there is none */
  findByEmail(email: EmailIdentity): Promise<Account | undefined>
}

export interface AccountRepository extends AccountReader {
  /** EmailTaken when an account has the email in any letter case, decided by the store. The unit of work is then over. */
  insert(account: Account): Promise<Result<void, EmailTaken>>
  /** Whatever the password was before. AccountNotFound ends the unit of work. */
  changePassword(account: AccountId, passwordHash: PasswordHash, at: Instant): Promise<Result<void, AccountNotFound>>
}

export interface EmailTaken {
  readonly type: 'EmailTaken'
}

export interface AccountNotFound {
  readonly type: 'AccountNotFound'
}
