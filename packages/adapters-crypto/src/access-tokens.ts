import {
  err,
  instant,
  ok,
  parseEntityId,
  Redacted,
  type AccessTokenClaims,
  type AccessTokens,
  type EntityId,
  type EntityKind,
  type Instant,
} from '@keybox/domain'
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
 * JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256 for 30 minutes. The subject is the account's id, `sid` that of the
 * session (its name in OpenID Connect), `jti` the session's revision of that name, for which one token is issued. Times in
 * a token are whole seconds, rounded down: one issued within a second ends up to a second early, never late. The header names the
 * secret (`kid`, RFC 7515 §4.1.4): a token is good under that one only, and one that names none is not.
 */
export function createAccessTokens(secret: MasterSecret, rotation?: TokenRotation): AccessTokens {
  const keys = signingKeys([secret, ...(rotation === undefined ? [] : [rotation.previous])])
  const configured = keyIdOf(secret)
  const signsUnder = rotation?.signsUnder ?? (() => configured)
  const lately = createVerifiedTokens(TOKENS_REMEMBERED)
  return {
    async issue({ id, owner, revision }, now) {
      const issuedAt = Math.floor(now / 1000)
      const kid = signsUnder()
      const key = keys.get(kid)
      if (key === undefined) throw new Error('Tokens are to be signed under a secret that is not configured')
      const token = await new SignJWT({ sid: id })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(owner)
        .setJti(`${id}.${revision}`)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + LIFETIME_SECONDS)
        .sign(key)
      return { token: new Redacted('AccessToken', token), endsAt: instant((issuedAt + LIFETIME_SECONDS) * 1000) }
    },
    async verify(token, now) {
      const text = token.reveal()
      const known = lately.recall(text, Math.floor(now / 1000))
      if (known !== undefined) return ok(known.claims)
      const verified = await verify(text, keys, now)
      if (verified === undefined) return err({ type: 'InvalidAccessToken' })
      lately.remember(text, verified)
      return ok(verified.claims)
    },
  }
}

/** By the `keyId` of the secret. */
type SigningKeys = ReadonlyMap<string, CryptoKey>

function signingKeys(secrets: readonly MasterSecret[]): SigningKeys {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  return new Map(
    secrets.map((secret) => [
      keyIdOf(secret),
      deriveKey(secret, 'tokenSigning').toCryptoKey(algorithm, false, ['sign', 'verify']),
    ]),
  )
}

async function verify(token: string, keys: SigningKeys, now: Instant): Promise<VerifiedToken | undefined> {
  if (!isStrictCompactForm(token)) return undefined
  try {
    const key = keys.get(decodeProtectedHeader(token).kid ?? '')
    if (key === undefined) return undefined
    const { payload } = await jwtVerify(token, key, rulesAt(now))
    const claims = claimsOf(payload)
    return claims === undefined || payload.exp === undefined ? undefined : { claims, endsAt: payload.exp }
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
    requiredClaims: ['sub', 'sid', 'jti', 'iat', 'exp'],
    currentDate: new Date(now),
    clockTolerance: 0,
  }
}

function claimsOf({ sub, sid }: JWTPayload): AccessTokenClaims | undefined {
  const [account, session] = [idIn('Account', sub), idIn('Session', sid)]
  return account === undefined || session === undefined ? undefined : { account, session }
}

function idIn<Kind extends EntityKind>(kind: Kind, claim: unknown): EntityId<Kind> | undefined {
  const id = parseEntityId(kind, typeof claim === 'string' ? claim : '')
  return id.ok && id.value === claim ? id.value : undefined
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
