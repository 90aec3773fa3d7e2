import { err, ok, parseEntityId, Redacted, type AccessTokens, type AccountId, type Instant } from '@keybox/domain'
import { jwtVerify, SignJWT, type JWTPayload, type JWTVerifyOptions } from 'jose'

import { deriveKey } from './derived-key.ts'
import type { MasterSecret } from './master-secret.ts'
import { createVerifiedTokens, type VerifiedToken } from './verified-tokens.ts'

const ALGORITHM = 'HS256'
const ISSUER = 'keybox'
const AUDIENCE = 'keybox-api'
/** A type of our own, so that no other kind of JWT under the same key could ever pass for one (RFC 8725 §3.11). */
const TYPE = 'keybox-access+jwt'
const LIFETIME_SECONDS = 30 * 60
/** Some 300 bytes each. */
const TOKENS_REMEMBERED = 10_000

/**
 * JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256 for 30 minutes; the subject is the account's id. Times in a token
 * are whole seconds, rounded down: one issued within a second ends up to a second early, never late.
 */
export function createAccessTokens(secret: MasterSecret): AccessTokens {
  const key = deriveKey(secret, 'tokenSigning').toCryptoKey({ name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ])
  const lately = createVerifiedTokens(TOKENS_REMEMBERED)
  return {
    async issue(account, now) {
      const issuedAt = Math.floor(now / 1000)
      const token = await new SignJWT()
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(account)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + LIFETIME_SECONDS)
        .sign(key)
      return new Redacted('AccessToken', token)
    },
    async verify(token, now) {
      const text = token.reveal()
      const known = lately.recall(text, Math.floor(now / 1000))
      if (known !== undefined) return ok(known.account)
      const verified = await verify(text, key, now)
      if (verified === undefined) return err({ type: 'InvalidAccessToken' })
      lately.remember(text, verified)
      return ok(verified.account)
    },
  }
}

async function verify(token: string, key: CryptoKey, now: Instant): Promise<VerifiedToken | undefined> {
  if (!isStrictCompactForm(token)) return undefined
  try {
    const { payload } = await jwtVerify(token, key, rulesAt(now))
    const account = subjectOf(payload)
    return account === undefined || payload.exp === undefined ? undefined : { account, endsAt: payload.exp }
  } catch {
    // Whatever the fault, who shows a bad token learns no more than that.
    return undefined
  }
}

function rulesAt(now: Instant): JWTVerifyOptions {
  return {
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    audience: AUDIENCE,
    typ: TYPE,
    requiredClaims: ['sub', 'iat', 'exp'],
    currentDate: new Date(now),
    clockTolerance: 0,
  }
}

function subjectOf({ sub }: JWTPayload): AccountId | undefined {
  const account = parseEntityId('Account', sub ?? '')
  return account.ok && account.value === sub ? account.value : undefined
}

const COMPACT_FORM = /^[\w-]+\.[\w-]+\.([\w-]+)$/

/**
 * Base64url decoders forgive white space and stray bits in the last character. Header and payload are signed as they
 * are spelt, the signature is not: without this one token would have several spellings.
 */
function isStrictCompactForm(token: string): boolean {
  const signature = COMPACT_FORM.exec(token)?.[1]
  return signature !== undefined && Buffer.from(signature, 'base64url').toString('base64url') === signature
}
