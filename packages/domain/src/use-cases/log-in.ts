import type { Account } from '../account/account.ts'
import type { AccountReader } from '../account/account-repository.ts'
import type { Password } from '../account/password.ts'
import type { AccessTokens } from '../ports/access-tokens.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdGenerator } from '../ports/id-generator.ts'
import type { PasswordGuess, PasswordGuesses, TooManyGuesses } from '../ports/password-guesses.ts'
import type { Overloaded, PasswordHasher } from '../ports/password-hasher.ts'
import type { RandomBytes } from '../ports/random-bytes.ts'
import type { DigestSecret } from '../ports/secret-digest.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import { digestsOf, firstRefreshToken } from '../session/refresh-token.ts'
import { beginSession } from '../session/session.ts'
import { tokensFor, type SessionTokens } from '../session/session-tokens.ts'
import type { EmailIdentity } from '../shared/email-address.ts'
import { err, ok, type Result } from '../shared/result.ts'

export interface LogInDependencies extends BeginDependencies {
  readonly accounts: AccountReader
  readonly passwordHasher: PasswordHasher
  readonly passwordGuesses: PasswordGuesses
}

interface BeginDependencies {
  readonly unitOfWork: UnitOfWork
  readonly accessTokens: AccessTokens
  readonly ids: IdGenerator
  readonly randomBytes: RandomBytes
  readonly digestSecret: DigestSecret
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

export interface LoggedIn extends SessionTokens {
  readonly account: Account
}

export type LogIn = (
  command: LogInCommand,
) => Promise<Result<LoggedIn, InvalidCredentials | TooManyGuesses | Overloaded>>

/**
 * Begins a session, unless the password was changed since it was looked at: whoever changes it ends them all. Then this one
 * was wrong, and is not looked at again: a change may show within a unit of work before it shows outside of it.
 */
export function logIn(dependencies: LogInDependencies): LogIn {
  return async (command) => {
    const guess = dependencies.passwordGuesses.begin(command.email, command.network)
    const found = await ownerOf(dependencies, command, guess)
    // After the password in any case: an attempt that is refused takes as long as one that is wrong.
    const candour = await guess.candour
    if (!found.ok) return found
    if (candour.tells === 'nothing') return err(candour.refusal)
    if (found.value === undefined) return err(candour.tells === 'success' ? candour.refusal : INVALID)
    guess.right()
    return beginFor(found.value, dependencies)
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

async function beginFor(
  account: Account,
  { unitOfWork, accessTokens, ids, randomBytes, digestSecret, clock }: BeginDependencies,
): Promise<Result<LoggedIn, InvalidCredentials>> {
  const refreshToken = firstRefreshToken(randomBytes)
  const digests = digestsOf(refreshToken, digestSecret)
  const session = beginSession({ id: ids.next('Session'), owner: account.id, ...digests }, clock.now())
  const begun = await unitOfWork.run(async ({ accounts, sessions }) => {
    const confirmed = await accounts.confirmPassword(account)
    if (confirmed.ok) await sessions.insert(session)
    return confirmed
  })
  if (!begun.ok) return err(INVALID)
  return ok({ account, ...(await tokensFor(session, refreshToken, accessTokens)) })
}
