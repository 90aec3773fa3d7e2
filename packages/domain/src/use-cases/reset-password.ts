import type { Account } from '../account/account.ts'
import type { AccountNotFound } from '../account/account-repository.ts'
import type { Password } from '../account/password.ts'
import type { Clock } from '../ports/clock.ts'
import type { Overloaded, PasswordHasher } from '../ports/password-hasher.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { EmailIdentity } from '../shared/email-address.ts'
import { err, ok, type Result } from '../shared/result.ts'

export interface ResetPasswordDependencies {
  readonly unitOfWork: UnitOfWork
  readonly passwordHasher: PasswordHasher
  readonly clock: Clock
}

export interface ResetPasswordCommand {
  readonly email: EmailIdentity
  readonly password: Password
}

export type ResetPassword = (command: ResetPasswordCommand) => Promise<Result<Account, AccountNotFound | Overloaded>>

/**
 * Gives an account another password, for an operator whose developer has forgotten theirs. Access tokens that were issued
 * before stay good until they expire. Gives the account as it was.
 */
export function resetPassword({ unitOfWork, passwordHasher, clock }: ResetPasswordDependencies): ResetPassword {
  return async ({ email, password }) => {
    const hashed = await passwordHasher.hash(password)
    if (!hashed.ok) return hashed
    const now = clock.now()
    return unitOfWork.run(async ({ accounts }): Promise<Result<Account, AccountNotFound>> => {
      const account = await accounts.findByEmail(email)
      if (account === undefined) return err({ type: 'AccountNotFound' })
      const changed = await accounts.changePassword(account.id, hashed.value, now)
      return changed.ok ? ok(account) : changed
    })
  }
}
