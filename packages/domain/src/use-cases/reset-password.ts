import type { Account } from '../account/account.ts'
import type { PasswordChanged } from '../account/account-repository.ts'
import type { Password } from '../account/password.ts'
import type { Clock } from '../ports/clock.ts'
import type { Overloaded, PasswordHasher } from '../ports/password-hasher.ts'
import type { Pause } from '../ports/pause.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { EmailIdentity } from '../shared/email-address.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { retryLostRace } from './retry-lost-race.ts'

export interface ResetPasswordDependencies {
  readonly unitOfWork: UnitOfWork
  readonly passwordHasher: PasswordHasher
  readonly clock: Clock
  readonly pause: Pause
}

export interface ResetPasswordCommand {
  readonly email: EmailIdentity
  readonly password: Password
}

export interface AccountNotFound {
  readonly type: 'AccountNotFound'
}

export type ResetPassword = (command: ResetPasswordCommand) => Promise<Result<Account, AccountNotFound | Overloaded>>

/**
 * Gives an account another password, for an operator whose developer has forgotten theirs, and ends every session of it.
 * Gives the account as it was.
 */
export function resetPassword({ unitOfWork, passwordHasher, clock, pause }: ResetPasswordDependencies): ResetPassword {
  return async ({ email, password }) => {
    const hashed = await passwordHasher.hash(password)
    if (!hashed.ok) return hashed
    const now = clock.now()
    return retryLostRace('PasswordChanged', pause, () =>
      unitOfWork.run(async ({ accounts, sessions }): Promise<Result<Account, AccountNotFound | PasswordChanged>> => {
        const account = await accounts.findByEmail(email)
        if (account === undefined) return err({ type: 'AccountNotFound' })
        const changed = await accounts.changePassword(account, hashed.value, now)
        if (!changed.ok) return changed
        await sessions.endAll(account.id, undefined)
        return ok(account)
      }),
    )
  }
}
