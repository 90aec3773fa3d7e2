import type { Account } from '../account/account.ts'
import type { AccountReader } from '../account/account-repository.ts'
import type { Password } from '../account/password.ts'
import type { AccessToken, AccessTokens } from '../ports/access-tokens.ts'
import type { Clock } from '../ports/clock.ts'
import type { Overloaded, PasswordHasher } from '../ports/password-hasher.ts'
import type { EmailIdentity } from '../shared/email-address.ts'
import { err, ok, type Result } from '../shared/result.ts'

export interface LogInDependencies {
  readonly accounts: AccountReader
  readonly passwordHasher: PasswordHasher
  readonly accessTokens: AccessTokens
  readonly clock: Clock
}

export interface LogInCommand {
  readonly email: EmailIdentity
  readonly password: Password
}

/** Unknown email or wrong password: nobody can tell which, by the answer or by its time. */
export interface InvalidCredentials {
  readonly type: 'InvalidCredentials'
}

export interface LoggedIn {
  readonly account: Account
  readonly token: AccessToken
}

export type LogIn = (command: LogInCommand) => Promise<Result<LoggedIn, InvalidCredentials | Overloaded>>

export function logIn({ accounts, passwordHasher, accessTokens, clock }: LogInDependencies): LogIn {
  return async ({ email, password }) => {
    const account = await accounts.findByEmail(email)
    const matches = await passwordHasher.verify(password, account?.passwordHash)
    if (!matches.ok) return matches
    if (account === undefined || !matches.value) return err({ type: 'InvalidCredentials' })
    return ok({ account, token: await accessTokens.issue(account.id, clock.now()) })
  }
}
