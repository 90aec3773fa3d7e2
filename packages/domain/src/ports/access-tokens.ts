import type { AccountId } from '../shared/entity-id.ts'
import type { Instant } from '../shared/instant.ts'
import type { Redacted } from '../shared/redacted.ts'
import type { Result } from '../shared/result.ts'

/** What a signed-in developer's requests carry, in the form a header holds. */
export type AccessToken = Redacted<'AccessToken'>

export interface AccessTokens {
  issue(account: AccountId, now: Instant): Promise<AccessToken>
  /** InvalidAccessToken whatever is wrong with it: who shows a bad token learns no more. */
  verify(token: AccessToken, now: Instant): Promise<Result<AccountId, InvalidAccessToken>>
}

export interface InvalidAccessToken {
  readonly type: 'InvalidAccessToken'
}
