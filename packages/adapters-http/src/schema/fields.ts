import {
  type ClientId,
  type DisplayName,
  DISPLAY_NAME_MAX,
  EMAIL_MAX,
  type EmailAddress,
  type EmailIdentity,
  type EntityId,
  type EntityKind,
  type Fingerprint,
  FINGERPRINT_MAX,
  LICENSE_KEY_MAX,
  type LicenseKey,
  ok,
  PAGE_SIZE_MAX,
  PAGE_SIZE_MIN,
  type PageSize,
  parseDisplayName,
  parseEmailAddress,
  parseEmailAttempt,
  parseEntityId,
  parseFingerprint,
  parseLicenseKey,
  parsePageSize,
  parsePassword,
  parsePasswordAttempt,
  parseRefreshToken,
  parseTermMonths,
  type Password,
  PASSWORD_MAX_BYTES,
  PASSWORD_MIN_CODE_POINTS,
  type ProjectId,
  type RefreshToken,
  TERM_MONTHS_MAX,
  TERM_MONTHS_MIN,
  type TermMonths,
} from '@keybox/domain'
import { type Field, textField, valueField } from './field.ts'

/** The fields that requests are made of. Their limits are the domain's; trimming and letter case too. */

/** For the description (ECMA-262, as JSON Schema has it): what no text may hold. */
const WITHOUT_NUL = '^[^\\x00]*$'
/** The same of a text that counts as missing where it is white space alone. */
const NOT_BLANK = '^[\\s\\uFEFF]*[^\\s\\uFEFF\\x00][^\\x00]*$'

export const displayName: Field<string, DisplayName> = textField(parseDisplayName, {
  minLength: 1,
  maxLength: DISPLAY_NAME_MAX,
  pattern: NOT_BLANK,
  example: 'Ada Lovelace',
})

export const emailAddress: Field<string, EmailAddress> = textField(parseEmailAddress, {
  format: 'email',
  maxLength: EMAIL_MAX,
  example: 'ada@example.com',
})

/** An email to log in with: one that no account can have is an unknown one, not a malformed one. */
export const emailAttempt: Field<string, EmailIdentity> = textField(parseEmailAttempt, {
  format: 'email',
  maxLength: EMAIL_MAX,
  example: 'ada@example.com',
})

export const newPassword: Field<string, Password> = textField(parsePassword, {
  format: 'password',
  minLength: PASSWORD_MIN_CODE_POINTS,
  maxLength: PASSWORD_MAX_BYTES,
  pattern: WITHOUT_NUL,
  example: 'correct horse battery staple',
})

export const passwordAttempt: Field<string, Password> = textField(parsePasswordAttempt, {
  format: 'password',
  minLength: 1,
  maxLength: PASSWORD_MAX_BYTES,
  pattern: WITHOUT_NUL,
  example: 'correct horse battery staple',
})

/** undefined: a text that none can be, to be answered like one that nobody has */
export const refreshToken: Field<string, RefreshToken | undefined> = textField((text) => ok(parseRefreshToken(text)), {
  minLength: 1,
  example: 'kbr_pFwzG8Gq0fJm3Zb1rC7xLAyTn5VdK2sUe9hWiQoXuB4kRjMvYtEaHcSgNlD6P-_I0',
})

export const clientId: Field<string, ClientId> = entityId('Client', '65a1b2c3d4e5f60718293a4b')

/** undefined: blank, which counts as absent */
export const clientSelection: Field<string, ClientId | undefined> = textField(
  (text) => (text.trim() === '' ? ok(undefined) : parseEntityId('Client', text)),
  { pattern: '^([0-9a-fA-F]{24})?$', example: '65a1b2c3d4e5f60718293a4b' },
)

export const projectId: Field<string, ProjectId> = entityId('Project', '65a1b2c3d4e5f60718293a4c')

/** undefined: a text that no key can be, to be answered like a key that does not exist */
export const licenseKey: Field<string, LicenseKey | undefined> = textField(parseLicenseKey, {
  minLength: 1,
  maxLength: LICENSE_KEY_MAX,
  pattern: NOT_BLANK,
  example: 'KB-65a1b2c3d4e5f60718293a4c-7Q2M-X9ZK-04TB',
})

/** The same in a URL, where blank is a key that does not exist. */
export const licenseKeyInPath: Field<string, LicenseKey | undefined> = textField(
  (text) => (text.trim() === '' ? ok(undefined) : parseLicenseKey(text)),
  { maxLength: LICENSE_KEY_MAX, pattern: WITHOUT_NUL, example: 'KB-65a1b2c3d4e5f60718293a4c-7Q2M-X9ZK-04TB' },
)

/** undefined: empty, which counts as absent */
export const fingerprint: Field<string, Fingerprint | undefined> = textField(parseFingerprint, {
  maxLength: FINGERPRINT_MAX,
  pattern: WITHOUT_NUL,
  example: '4C4C4544-0044-4A10-8052-B4C04F5A3132',
})

export const termMonths: Field<unknown, TermMonths> = valueField(parseTermMonths, {
  type: 'integer',
  minimum: TERM_MONTHS_MIN,
  maximum: TERM_MONTHS_MAX,
  description: 'Whole calendar months.',
  example: 12,
})

/** As a query holds it: decimal digits, and nothing else that JavaScript would take for a number. */
export const pageSize: Field<string, PageSize> = textField(
  (text) => parsePageSize(/^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN),
  { type: 'integer', minimum: PAGE_SIZE_MIN, maximum: PAGE_SIZE_MAX, description: 'Clients a page.', example: 50 },
)

function entityId<Kind extends EntityKind>(kind: Kind, example: string): Field<string, EntityId<Kind>> {
  return textField((text) => parseEntityId(kind, text), { pattern: '^[0-9a-fA-F]{24}$', example })
}
