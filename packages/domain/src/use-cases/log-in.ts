import type { Account } from '../account/account.ts'
import type { AccountReader } from '../account/account-repository.ts'
import type { Password } from '../account/password.ts'
import type { AccessToken, AccessTokens } from '../ports/access-tokens.ts'
import type { Clock } from '../ports/clock.ts'
import type { PasswordGuess, PasswordGuesses, TooManyGuesses } from '../ports/password-guesses.ts'
import type { Overloaded, PasswordHasher } from '../ports/password-hasher.ts'
import type { EmailIdentity } from '../shared/email-address.ts'
import { err, ok, type Result } from '../shared/result.ts'

export interface LogInDependencies {
  readonly accounts: AccountReader
  readonly passwordHasher: PasswordHasher
  readonly passwordGuesses: PasswordGuesses
  readonly accessTokens: AccessTokens
  readonly clock: Clock
}

export interface LogInCommand {
  readonly email: EmailIdentity
  readonly password: Password
  /** Whom the request is counted against. */
  readonly network: string
}

/** Unknown email or wrong password: nobody can tell which, by the answer or by its time. */
export interface InvalidCredentials {
  readonly type: 'InvalidCredentials'
}

export interface LoggedIn {
  readonly account: Account
  readonly token: AccessToken
}

export type LogIn = (
  command: LogInCommand,
) => Promise<Result<LoggedIn, InvalidCredentials | TooManyGuesses | Overloaded>>

export function logIn(dependencies: LogInDependencies): LogIn {
  const { passwordGuesses, accessTokens, clock } = dependencies
  return async (command) => {
    const guess = passwordGuesses.begin(command.email, command.network)
    const found = await ownerOf(dependencies, command, guess)
    // After the password in any case: an attempt that is refused takes as long as one that is wrong.
    const candour = await guess.candour
    if (!found.ok) return found
    if (candour.tells === 'nothing') return err(candour.refusal)
    if (found.value === undefined) return err(candour.tells === 'success' ? candour.refusal : INVALID)
    guess.right()
    return ok({ account: found.value, token: await accessTokens.issue(found.value.id, clock.now()) })
  }
}

const INVALID: InvalidCredentials = { type: 'InvalidCredentials' }

/** The account whose email and password these are; undefined: there is none, or the password is wrong. */
async function ownerOf(
  { accounts, passwordHasher }: LogInDependencies,
  { email, password }: LogInCommand,
  guess: PasswordGuess,
): Promise<Result<Account | undefined, Overloaded>> {
  try {
    const account = await accounts.findByEmail(email)
    const matches = await passwordHasher.verify(password, account?.passwordHash)
    if (matches.ok) return ok(matches.value ? account : undefined)
    guess.withdraw()
    return matches
  } catch (failure) {
    guess.withdraw()
    throw failure
  }
}
