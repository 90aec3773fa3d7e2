import { invalidValue, type InvalidValue } from '../shared/invalid-value.ts'
import { Redacted } from '../shared/redacted.ts'
import { ok, type Result } from '../shared/result.ts'
import { codePointLength } from '../shared/text.ts'

/** A new password as its owner typed it: never trimmed, never cut. */
export type Password = Redacted<'Password'>

/** A salted hash in PHC string format (https://github.com/P-H-C/phc-string-format). */
export type PasswordHash = Redacted<'PasswordHash'>

export const PASSWORD_MIN_CODE_POINTS = 8
/** A bound on the work of one hash; hash functions that silently cut a long password are why it is refused instead. */
export const PASSWORD_MAX_BYTES = 1024

export function isLongEnoughPassword(text: string): boolean {
  return codePointLength(text) >= PASSWORD_MIN_CODE_POINTS
}

export function parsePassword(text: string): Result<Password, InvalidValue> {
  if (!isLongEnoughPassword(text)) return invalidValue(`must be at least ${PASSWORD_MIN_CODE_POINTS} characters long`)
  return parsePasswordAttempt(text)
}

/** A password someone tries to log in with: it may be too short to be anybody's, and is then simply wrong. */
export function parsePasswordAttempt(text: string): Result<Password, InvalidValue> {
  if (utf8Length(text) > PASSWORD_MAX_BYTES) return invalidValue(`must be at most ${PASSWORD_MAX_BYTES} bytes long`)
  if (text.includes('\u0000')) return invalidValue('must not contain the character U+0000')
  if (!text.isWellFormed()) return invalidValue('must be well-formed Unicode')
  return ok(new Redacted('Password', text))
}

function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4
  }
  return bytes
}
