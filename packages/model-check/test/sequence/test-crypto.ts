import { err, instant, ok, parseEntityId, Redacted, type AccessTokens, type PasswordHasher } from '@keybox/domain'

const MARK = '$plain$'

/** Shows what was stored, and costs nothing. */
export const plainPasswordHasher: PasswordHasher = {
  hash: async (password) => ok(new Redacted('PasswordHash', `${MARK}${password.reveal()}`)),
  verify: async (password, hash) => ok(hash?.reveal() === `${MARK}${password.reveal()}`),
}

const TOKEN_MS = 1_800_000

/** What it says is the token. */
export const plainAccessTokens: AccessTokens = {
  issue: async ({ id, owner, revision }, now) => ({
    token: new Redacted('AccessToken', `${owner} ${id} ${revision}`),
    endsAt: instant(now + TOKEN_MS),
  }),
  verify: async (token) => {
    const [owner = '', id = ''] = token.reveal().split(' ')
    const [account, session] = [parseEntityId('Account', owner), parseEntityId('Session', id)]
    return account.ok && session.ok
      ? ok({ account: account.value, session: session.value })
      : err({ type: 'InvalidAccessToken' })
  },
}
