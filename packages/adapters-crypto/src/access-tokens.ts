import { err, ok, parseEntityId, Redacted, type AccessTokens, type AccountId, type Instant } from '@keybox/domain'
import { decodeProtectedHeader, jwtVerify, SignJWT, type JWTPayload, type JWTVerifyOptions } from 'jose'

import { deriveKey, keyIdOf } from './derived-key.ts'
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

/** A second secret whose tokens are good as well, while one replaces the other. */
export interface TokenRotation {
  readonly previous: MasterSecret
  /** The `keyId` of the secret that tokens are to be signed under now. */
  readonly signsUnder: () => string
}

/**
 * JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256 for 30 minutes; the subject is the account's id. Times in a token
 * are whole seconds, rounded down: one issued within a second ends up to a second early, never late. The header names the
 * secret (`kid`, RFC 7515 §4.1.4), and a token is good under that one only.
 */
export function createAccessTokens(secret: MasterSecret, rotation?: TokenRotation): AccessTokens {
  const keys = signingKeys([secret, ...(rotation === undefined ? [] : [rotation.previous])])
  const configured = keyIdOf(secret)
  const signsUnder = rotation?.signsUnder ?? (() => configured)
  const lately = createVerifiedTokens(TOKENS_REMEMBERED)
  return {
    async issue(account, now) {
      const issuedAt = Math.floor(now / 1000)
      const kid = signsUnder()
      const key = keys.get(kid)
      if (key === undefined) throw new Error('Tokens are to be signed under a secret that is not configured')
      const token = await new SignJWT()
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
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
      const verified = await verify(text, (kid) => keys.get(kid ?? signsUnder()), now)
      if (verified === undefined) return err({ type: 'InvalidAccessToken' })
      lately.remember(text, verified)
      return ok(verified.account)
    },
  }
}

function signingKeys(secrets: readonly MasterSecret[]): ReadonlyMap<string, CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  return new Map(
    secrets.map((secret) => [
      keyIdOf(secret),
      deriveKey(secret, 'tokenSigning').toCryptoKey(algorithm, false, ['sign', 'verify']),
    ]),
  )
}

/** The key by its name; undefined in a token of a version that named none, which ends within 30 minutes. */
type FindKey = (kid: string | undefined) => CryptoKey | undefined

async function verify(token: string, findKey: FindKey, now: Instant): Promise<VerifiedToken | undefined> {
  if (!isStrictCompactForm(token)) return undefined
  try {
    const key = findKey(decodeProtectedHeader(token).kid)
    if (key === undefined) return undefined
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
