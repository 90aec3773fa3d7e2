import type { Account } from '../account/account.ts'
import type { Password } from '../account/password.ts'
import type { PasswordGuess, PasswordGuesses, TooManyGuesses } from '../ports/password-guesses.ts'
import type { Overloaded, PasswordHasher } from '../ports/password-hasher.ts'
import type { Pause } from '../ports/pause.ts'
import type { EmailIdentity } from '../shared/email-address.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { hashedInTime } from './hashed-in-time.ts'

export interface PasswordCheckDependencies {
  readonly passwordHasher: PasswordHasher
  readonly passwordGuesses: PasswordGuesses
  readonly pause: Pause
}

export interface PasswordAttempt {
  readonly email: EmailIdentity
  readonly password: Password
  /** Whom the request is counted against. */
  readonly network: string
}

/** Unknown email or wrong password: nobody can tell which, by the answer or by its time. */
export interface InvalidCredentials {
  readonly type: 'InvalidCredentials'
}

/** The account that was found, if the password is its own and that may be told. */
export async function checkPassword(
  dependencies: PasswordCheckDependencies,
  attempt: PasswordAttempt,
  find: () => Promise<Account | undefined>,
): Promise<Result<Account, InvalidCredentials | TooManyGuesses | Overloaded>> {
  const guess = dependencies.passwordGuesses.begin(attempt.email, attempt.network)
  const found = await ownerOf(attempt.password, find, dependencies, guess)
  // After the password in any case: an attempt that is refused takes as long as one that is wrong.
  const candour = await guess.candour
  if (!found.ok) return found
  if (candour.tells === 'nothing') return err(candour.refusal)
  if (found.value === undefined) return err(candour.tells === 'success' ? candour.refusal : INVALID)
  guess.right()
  return ok(found.value)
}

const INVALID: InvalidCredentials = { type: 'InvalidCredentials' }

/** undefined: there is no account, or the password is wrong. */
async function ownerOf(
  password: Password,
  find: () => Promise<Account | undefined>,
  { passwordHasher, pause }: PasswordCheckDependencies,
  guess: PasswordGuess,
): Promise<Result<Account | undefined, Overloaded>> {
  try {
    const account = await find()
    const matches = await hashedInTime(passwordHasher.verify(password, account?.passwordHash), pause)
    if (matches.ok) return ok(matches.value ? account : undefined)
    guess.withdraw()
    return matches
  } catch (failure) {
    guess.withdraw()
    throw failure
  }
}
