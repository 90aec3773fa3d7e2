import type { AccountReader } from '../account/account-repository.ts'
import type { Password } from '../account/password.ts'
import type { AccessTokenClaims } from '../ports/access-tokens.ts'
import type { Clock } from '../ports/clock.ts'
import type { TooManyGuesses } from '../ports/password-guesses.ts'
import type { Overloaded } from '../ports/password-hasher.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import { emailIdentity } from '../shared/email-address.ts'
import { err, type Result } from '../shared/result.ts'
import { checkPassword, type InvalidCredentials, type PasswordCheckDependencies } from './check-password.ts'
import { hashedInTime } from './hashed-in-time.ts'

export interface ChangePasswordDependencies extends PasswordCheckDependencies {
  readonly accounts: AccountReader
  readonly unitOfWork: UnitOfWork
  readonly clock: Clock
}

export interface ChangePasswordCommand extends AccessTokenClaims {
  readonly oldPassword: Password
  readonly newPassword: Password
  /** Whom the request is counted against. */
  readonly network: string
}

export type ChangePassword = (
  command: ChangePasswordCommand,
) => Promise<Result<void, InvalidCredentials | TooManyGuesses | Overloaded>>

/**
 * Gives an account another password and ends every session of it but the one that asks, at once. Of two changes from the same
 * password one wins; to the other its old one is wrong. The old one is guessed at no more often than by logging in.
 */
export function changePassword({
  accounts: committed,
  unitOfWork,
  clock,
  ...check
}: ChangePasswordDependencies): ChangePassword {
  return async ({ account: id, session, oldPassword, newPassword, network }) => {
    const account = await committed.findById(id)
    if (account === undefined) return err({ type: 'InvalidCredentials' })
    const attempt = { email: emailIdentity(account.email), password: oldPassword, network }
    const owner = await checkPassword(check, attempt, async () => account)
    if (!owner.ok) return owner
    const hashed = await hashedInTime(check.passwordHasher.hash(newPassword), check.pause)
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
