import type { Account } from '../account/account.ts'
import type { AccountReader } from '../account/account-repository.ts'
import type { AccessToken, AccessTokens } from '../ports/access-tokens.ts'
import type { Clock } from '../ports/clock.ts'
import { err, ok, type Result } from '../shared/result.ts'

export interface AuthenticateDependencies {
  readonly accounts: AccountReader
  readonly accessTokens: AccessTokens
  readonly clock: Clock
}

export interface Unauthenticated {
  readonly type: 'Unauthenticated'
}

export type Authenticate = (token: AccessToken) => Promise<Result<Account, Unauthenticated>>

/**
 * Whose request this is. The account is read each time: a token outlives neither the account nor the store it was made
 * for, and a write never meets an owner who is not there.
 */
export function authenticate({ accounts, accessTokens, clock }: AuthenticateDependencies): Authenticate {
  return async (token) => {
    const owner = await accessTokens.verify(token, clock.now())
    const account = owner.ok ? await accounts.findById(owner.value) : undefined
    return account === undefined ? err({ type: 'Unauthenticated' }) : ok(account)
  }
}
