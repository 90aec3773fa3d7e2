import { type AccessToken, type AccessTokenClaims, type Authenticate, Redacted } from '@keybox/domain'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in; null where no token is asked for. `signedIn` is the way to it. */
    claims: AccessTokenClaims | null
  }
}

/** RFC 6750 §2.1; the scheme in any letter case (RFC 9110 §11.1). */
const BEARER = /^bearer +([\w\-.~+/]+=*)$/i

/** RFC 6750 §3.1: no error code for a request that came without a token. */
const CHALLENGE = { 'www-authenticate': 'Bearer realm="KeyBox"' }
const CHALLENGE_INVALID = { 'www-authenticate': 'Bearer realm="KeyBox", error="invalid_token"' }

/**
 * Asks for a token on every route of `server`. On `onRequest`, before the body is read: who does not say who they are
 * learns nothing about what the body should be.
 */
export function requireToken(server: FastifyInstance, authenticate: Authenticate): void {
  server.addHook('onRequest', async (request) => {
    const result = await authenticate(tokenOf(request))
    if (!result.ok) throw new ApiError('UNAUTHORIZED', { headers: CHALLENGE_INVALID })
    request.claims = result.value
  })
}

function tokenOf({ headers: { authorization = '' } }: FastifyRequest): AccessToken {
  if (authorization.trim() === '') throw new ApiError('TOKEN_MISSING', { headers: CHALLENGE })
  const token = BEARER.exec(authorization.trim())?.[1]
  if (token === undefined) throw new ApiError('UNAUTHORIZED', { headers: CHALLENGE_INVALID })
  return new Redacted('AccessToken', token)
}

/** Whose request it is, and of which session. @throws Error on a route that asks for no token, which is a mistake in this program */
export function signedIn({ claims }: FastifyRequest): AccessTokenClaims {
  if (claims === null) throw new Error('The route asks for no token')
  return claims
}
