import { toIsoString, type SessionTokens } from '@keybox/domain'
import * as v from 'valibot'
import { isoTime } from '../../schema/reply-fields.ts'

/** What a client goes on with, as every reply that hands it out shows it. */
export const sessionFields = {
  token: v.string(),
  expiresAt: isoTime,
  refreshToken: v.string(),
  refreshExpiresAt: isoTime,
}

const shape = v.object(sessionFields)

export function presentTokens(tokens: SessionTokens): v.InferInput<typeof shape> {
  return {
    token: tokens.token.reveal(),
    expiresAt: toIsoString(tokens.expiresAt),
    refreshToken: tokens.refreshToken.reveal(),
    refreshExpiresAt: toIsoString(tokens.refreshExpiresAt),
  }
}
