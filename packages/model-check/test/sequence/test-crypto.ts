import { err, ok, parseEntityId, Redacted, type AccessTokens, type PasswordHasher } from '@keybox/domain'

const MARK = '$plain$'

/** Shows what was stored, and costs nothing. */
export const plainPasswordHasher: PasswordHasher = {
  hash: async (password) => ok(new Redacted('PasswordHash', `${MARK}${password.reveal()}`)),
  verify: async (password, hash) => ok(hash?.reveal() === `${MARK}${password.reveal()}`),
}

/** The account's id is the token. */
export const plainAccessTokens: AccessTokens = {
  issue: async (account) => new Redacted('AccessToken', account),
  verify: async (token) => {
    const account = parseEntityId('Account', token.reveal())
    return account.ok ? account : err({ type: 'InvalidAccessToken' })
  },
}
