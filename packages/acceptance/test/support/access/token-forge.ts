import { createHmac, generateKeyPairSync, hkdfSync, sign } from 'node:crypto'
import { isJsonObject, type JsonObject } from '../http-client.ts'

/** The parts of a JSON Web Token (RFC 7519), as they are before they are spelt. */
export interface TokenParts {
  readonly header: JsonObject
  readonly claims: JsonObject
}

/**
 * Makes tokens as whoever holds the server's own secret could, right or wrong in one thing. The key is derived here anew
 * and not asked of the server; the matrix tries that an unchanged token passes, else its other cells would prove nothing.
 */
export class TokenForge {
  readonly #key: Buffer
  readonly #rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

  /** @param secret that of `KEYBOX_SECRET` */
  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'keybox/1/access-token-signing', 32))
  }

  /** With the true key, whatever header and claims say. @param hash of the HMAC */
  signed({ header, claims }: TokenParts, hash: 'sha256' | 'sha384' | 'sha512' = 'sha256', key = this.#key): string {
    const input = `${encoded(header)}.${encoded(claims)}`
    return `${input}.${createHmac(hash, key).update(input).digest('base64url')}`
  }

  /** A true RS256 signature of a key pair that is the forger's own. */
  signedByRsa({ header, claims }: TokenParts): string {
    const input = `${encoded(header)}.${encoded(claims)}`
    return `${input}.${sign('sha256', Buffer.from(input), this.#rsa.privateKey).toString('base64url')}`
  }

  /** HMAC under the text of a public key, which a verifier that takes one key for any algorithm falls for (RFC 8725 §2.1). */
  signedByPublicKey(parts: TokenParts): string {
    const pem = this.#rsa.publicKey.export({ type: 'spki', format: 'pem' })
    return this.signed(parts, 'sha256', Buffer.from(pem))
  }

  unsigned({ header, claims }: TokenParts): string {
    return `${encoded(header)}.${encoded(claims)}.`
  }
}

export function partsOf(token: string): TokenParts {
  const [header = '', claims = ''] = token.split('.')
  return { header: decoded(header), claims: decoded(claims) }
}

function encoded(part: JsonObject): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

function decoded(part: string): JsonObject {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  if (!isJsonObject(value)) throw new TypeError('A part of a token is a JSON object')
  return value
}
