import type { AccountReader } from '../account/account-repository.ts'
import type { Password } from '../account/password.ts'
import type { AccessTokenClaims } from '../ports/access-tokens.ts'
import type { Clock } from '../ports/clock.ts'
import type { Overloaded, PasswordHasher } from '../ports/password-hasher.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import { err, type Result } from '../shared/result.ts'
import type { InvalidCredentials } from './log-in.ts'

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

export type ChangePassword = (command: ChangePasswordCommand) => Promise<Result<void, InvalidCredentials | Overloaded>>

/**
 * Gives an account another password and ends every session of it but the one that asks, at once. Of two changes from the same
 * password one wins; to the other its old one is wrong.
 */
export function changePassword({
  accounts: committed,
  unitOfWork,
  passwordHasher,
  clock,
}: ChangePasswordDependencies): ChangePassword {
  return async ({ account: id, session, oldPassword, newPassword }) => {
    const account = await committed.findById(id)
    const matches = await passwordHasher.verify(oldPassword, account?.passwordHash)
    if (!matches.ok) return matches
    if (account === undefined || !matches.value) return err({ type: 'InvalidCredentials' })
    const hashed = await passwordHasher.hash(newPassword)
    if (!hashed.ok) return hashed
    const now = clock.now()
    const done = await unitOfWork.run(async ({ accounts, sessions }) => {
      const changed = await accounts.changePassword(account, hashed.value, now)
      if (changed.ok) await sessions.endAll(id, session)
      return changed
    })
    return done.ok ? done : err({ type: 'InvalidCredentials' })
  }
}
