import type { Brand } from './brand.ts'
import { invalidValue, type InvalidValue } from './invalid-value.ts'
import { ok, type Result } from './result.ts'
import { textFault } from './text.ts'

/** An address as its owner wrote it, trimmed, at most 254 code points (RFC 5321 §4.5.3.1.3, less the brackets). */
export type EmailAddress = Brand<string, 'EmailAddress'>

/** What two spellings of one address have in common: the form that uniqueness and look-up go by. */
export type EmailIdentity = Brand<string, 'EmailIdentity'>

export const EMAIL_MAX = 254

// The dot-atom of RFC 5322 §3.2.3 with the letters of RFC 6531, at two or more host labels of RFC 1034 §3.5 (letters
// of any script). Quoted local parts and address literals are left out on purpose: no customer has one, forgers do.
const ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+"
const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?'
const FORM = new RegExp(`^${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+${LABEL}$`, 'u')

export function parseEmailAddress(text: string): Result<EmailAddress, InvalidValue> {
  const email = text.trim()
  if (email === '') return invalidValue('is required')
  const fault = textFault(email, EMAIL_MAX)
  if (fault !== undefined) return invalidValue(fault)
  return FORM.test(email) ? ok(email as EmailAddress) : invalidValue('must be an email address')
}

export function emailIdentity(email: EmailAddress): EmailIdentity {
  return identityOf(email)
}

/** An address someone tries to log in with: one that is malformed belongs to nobody, which is no fault of its form. */
export function parseEmailAttempt(text: string): Result<EmailIdentity, InvalidValue> {
  const email = text.trim()
  const fault = textFault(email, EMAIL_MAX)
  return fault === undefined ? ok(identityOf(email)) : invalidValue(fault)
}

/** In lower case, where the one Greek letter with two lower-case forms (Unicode 3.13, Final_Sigma) has one. */
function identityOf(email: string): EmailIdentity {
  return email.toLowerCase().replaceAll('ς', 'σ') as EmailIdentity
}
