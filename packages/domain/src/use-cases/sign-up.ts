import { openAccount, type Account } from '../account/account.ts'
import type { EmailTaken } from '../account/account-repository.ts'
import type { Password } from '../account/password.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdGenerator } from '../ports/id-generator.ts'
import type { Overloaded, PasswordHasher } from '../ports/password-hasher.ts'
import type { Pause } from '../ports/pause.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { DisplayName } from '../shared/display-name.ts'
import type { EmailAddress } from '../shared/email-address.ts'
import { ok, type Result } from '../shared/result.ts'
import { hashedInTime } from './hashed-in-time.ts'

export interface SignUpDependencies {
  readonly unitOfWork: UnitOfWork
  readonly passwordHasher: PasswordHasher
  readonly pause: Pause
  readonly ids: IdGenerator
  readonly clock: Clock
}

export interface SignUpCommand {
  readonly name: DisplayName
  readonly email: EmailAddress
  readonly password: Password
}

export type SignUp = (command: SignUpCommand) => Promise<Result<Account, EmailTaken | Overloaded>>

/** Opens an account for a developer. */
export function signUp({ unitOfWork, passwordHasher, pause, ids, clock }: SignUpDependencies): SignUp {
  return async ({ name, email, password }) => {
    const hashed = await hashedInTime(passwordHasher.hash(password), pause)
    if (!hashed.ok) return hashed
    const account = openAccount({ id: ids.next('Account'), name, email, passwordHash: hashed.value }, clock.now())
    return unitOfWork.run(async ({ accounts }) => {
      const inserted = await accounts.insert(account)
      return inserted.ok ? ok(account) : inserted
    })
  }
}
