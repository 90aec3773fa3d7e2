import type { RandomBytes } from '../ports/random-bytes.ts'
import type { DigestSecret } from '../ports/secret-digest.ts'
import { Redacted } from '../shared/redacted.ts'
import type { Session } from './session.ts'

/**
 * What a session is gone on with, once: `kbr_`, 22 letters that all tokens of the session share (132 bits), 43 of its own
 * (258 bits). The prefix lets whoever scans texts for secrets know one.
 */
export type RefreshToken = Redacted<'RefreshToken'>

/** That of base64url, RFC 4648 §5: one letter for every six bits, so that no letter is likelier than another. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const PREFIX = 'kbr_'
const FAMILY_LETTERS = 22
const OWN_LETTERS = 43
const FORM = /^kbr_[\w-]{65}$/

/** The first of a session. @throws RangeError when the source gives fewer bytes than it was asked for */
export function firstRefreshToken(randomBytes: RandomBytes): RefreshToken {
  return tokenOf(PREFIX + letters(FAMILY_LETTERS + OWN_LETTERS, randomBytes))
}

/** Another one of the same session. @throws RangeError when the source gives fewer bytes than it was asked for */
export function nextRefreshToken(token: RefreshToken, randomBytes: RandomBytes): RefreshToken {
  return tokenOf(familyOf(token) + letters(OWN_LETTERS, randomBytes))
}

/** undefined for a text that no refresh token can be, to be answered like one that nobody has. */
export function parseRefreshToken(text: string): RefreshToken | undefined {
  const trimmed = text.trim()
  return FORM.test(trimmed) ? tokenOf(trimmed) : undefined
}

/** What a store keeps of it. */
export function digestsOf(token: RefreshToken, digest: DigestSecret): Pick<Session, 'family' | 'current'> {
  return { family: digest(tokenOf(familyOf(token))), current: digest(token) }
}

function familyOf(token: RefreshToken): string {
  return token.reveal().slice(0, PREFIX.length + FAMILY_LETTERS)
}

function letters(count: number, randomBytes: RandomBytes): string {
  const bytes = randomBytes(count)
  if (bytes.length < count) throw new RangeError(`Asked for ${count} random bytes, got ${bytes.length}`)
  return Array.from(bytes, (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('')
}

function tokenOf(text: string): RefreshToken {
  return new Redacted('RefreshToken', text)
}
