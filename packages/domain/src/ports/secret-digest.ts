import type { Brand } from '../shared/brand.ts'
import type { Redacted } from '../shared/redacted.ts'

/** SHA-256 (FIPS 180-4) of a secret's UTF-8 bytes, 64 lower-case hex digits. */
export type SecretDigest = Brand<string, 'SecretDigest'>

/**
 * Without salt or key: for secrets that this program drew at random, of so many bits that nobody finds one by trying.
 * Never for what a person thought of.
 */
export type DigestSecret = <Kind extends string>(secret: Redacted<Kind>) => SecretDigest

const FORM = /^[0-9a-f]{64}$/

/** For a digest that this program itself made or stored. @throws TypeError when it is not of the form after all */
export function trustedSecretDigest(digest: string): SecretDigest {
  if (!FORM.test(digest)) throw new TypeError('Not a SHA-256 digest in lower-case hex')
  return digest as SecretDigest
}
