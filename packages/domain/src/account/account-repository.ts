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
  /** From the one that `account` has. PasswordChanged, which ends the unit of work, when it has another by now. */
  changePassword(account: Account, passwordHash: PasswordHash, at: Instant): Promise<Result<void, PasswordChanged>>
  /**
   * PasswordChanged, which ends the unit of work, when the password is no longer the one that `account` has. Else no unit
   * changes it beside this one: one that does comes after, and sees what this one wrote.
   */
  confirmPassword(account: Account): Promise<Result<void, PasswordChanged>>
}

export interface EmailTaken {
  readonly type: 'EmailTaken'
}

/** Another change was first, or there is no such account. */
export interface PasswordChanged {
  readonly type: 'PasswordChanged'
}
