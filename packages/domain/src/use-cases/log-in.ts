import type { Account } from '../account/account.ts'
import type { AccountReader } from '../account/account-repository.ts'
import type { AccessTokens } from '../ports/access-tokens.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdGenerator } from '../ports/id-generator.ts'
import type { TooManyGuesses } from '../ports/password-guesses.ts'
import type { Overloaded } from '../ports/password-hasher.ts'
import type { RandomBytes } from '../ports/random-bytes.ts'
import type { DigestSecret } from '../ports/secret-digest.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import { digestsOf, firstRefreshToken } from '../session/refresh-token.ts'
import { beginSession } from '../session/session.ts'
import { tokensFor, type SessionTokens } from '../session/session-tokens.ts'
import { err, ok, type Result } from '../shared/result.ts'
import {
  checkPassword,
  type InvalidCredentials,
  type PasswordAttempt,
  type PasswordCheckDependencies,
} from './check-password.ts'

export interface LogInDependencies extends BeginDependencies, PasswordCheckDependencies {
  readonly accounts: AccountReader
}

interface BeginDependencies {
  readonly unitOfWork: UnitOfWork
  readonly accessTokens: AccessTokens
  readonly ids: IdGenerator
  readonly randomBytes: RandomBytes
  readonly digestSecret: DigestSecret
  readonly clock: Clock
}

export interface LoggedIn extends SessionTokens {
  readonly account: Account
}

export type LogIn = (
  attempt: PasswordAttempt,
) => Promise<Result<LoggedIn, InvalidCredentials | TooManyGuesses | Overloaded>>

/**
 * Begins a session, unless the password was changed since it was looked at: whoever changes it ends them all. Then this one
 * was wrong, and is not looked at again: a change may show within a unit of work before it shows outside of it.
 */
export function logIn(dependencies: LogInDependencies): LogIn {
  return async (attempt) => {
    const owner = await checkPassword(dependencies, attempt, () => dependencies.accounts.findByEmail(attempt.email))
    return owner.ok ? beginFor(owner.value, dependencies) : owner
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
  if (!begun.ok) return err({ type: 'InvalidCredentials' })
  return ok({ account, ...(await tokensFor(session, refreshToken, accessTokens)) })
}
