import type { AccountReader, PasswordChanged } from '../account/account-repository.ts'
import type { Password } from '../account/password.ts'
import type { AccessTokenClaims } from '../ports/access-tokens.ts'
import type { Clock } from '../ports/clock.ts'
import type { Overloaded, PasswordHasher } from '../ports/password-hasher.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import { err, type Result } from '../shared/result.ts'
import type { InvalidCredentials } from './log-in.ts'
import { retryConflicts } from './retry-conflicts.ts'

export interface ChangePasswordDependencies {
  readonly accounts: AccountReader
  readonly unitOfWork: UnitOfWork
  readonly passwordHasher: PasswordHasher
  readonly clock: Clock
}

export interface ChangePasswordCommand extends AccessTokenClaims {
  readonly oldPassword: Password
  readonly newPassword: Password
}

type ChangePasswordFailure = InvalidCredentials | Overloaded

export type ChangePassword = (command: ChangePasswordCommand) => Promise<Result<void, ChangePasswordFailure>>

/**
 * Gives an account another password and ends every session of it but the one that asks, at once. Of two changes from the same
 * password one wins; the other finds that its old one is wrong.
 */
export function changePassword({
  accounts: committed,
  unitOfWork,
  passwordHasher,
  clock,
}: ChangePasswordDependencies): ChangePassword {
  return ({ account: id, session, oldPassword, newPassword }) =>
    retryConflicts('PasswordChanged', async (): Promise<Result<void, ChangePasswordFailure | PasswordChanged>> => {
      const account = await committed.findById(id)
      const matches = await passwordHasher.verify(oldPassword, account?.passwordHash)
      if (!matches.ok) return matches
      if (account === undefined || !matches.value) return err({ type: 'InvalidCredentials' })
      const hashed = await passwordHasher.hash(newPassword)
      if (!hashed.ok) return hashed
      const now = clock.now()
      return unitOfWork.run(async ({ accounts, sessions }) => {
        const changed = await accounts.changePassword(account, hashed.value, now)
        if (changed.ok) await sessions.endAll(id, session)
        return changed
      })
    })
}
