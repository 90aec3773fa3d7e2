import type { RandomBytes } from '../ports/random-bytes.ts'
import type { ProjectId } from '../shared/entity-id.ts'
import { invalidValue, type InvalidValue } from '../shared/invalid-value.ts'
import { Redacted } from '../shared/redacted.ts'
import { ok, type Result } from '../shared/result.ts'
import { textFault } from '../shared/text.ts'

/** The credential that a customer's program shows: `KB-{projectId}-{XXXX}-{XXXX}-{XXXX}`, canonical letter case. */
export type LicenseKey = Redacted<'LicenseKey'>

export const LICENSE_KEY_MAX = 128

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const SEGMENTS = 3
const SEGMENT_LENGTH = 4
const SYMBOLS = SEGMENTS * SEGMENT_LENGTH
/** How many keys there can be of one project: 36^12, 62 bits. */
export const LICENSE_KEYS_OF_PROJECT: bigint = BigInt(ALPHABET.length) ** BigInt(SYMBOLS)
/** The largest multiple of 36 that a byte reaches: a byte above it would favour the first symbols, so it is thrown away. */
const UNBIASED_BYTES = 256 - (256 % ALPHABET.length)

/** As this program makes them, and as they nearly always come back. */
const CANONICAL_FORM = /^KB-[0-9a-f]{24}(?:-[0-9A-Z]{4}){3}$/
const FORM = /^KB-([0-9a-f]{24})((?:-[0-9A-Z]{4}){3})$/i

/**
 * 36^12 keys a project (62 bits), every symbol equally likely if every byte is.
 *
 * @throws RangeError when the source gives fewer bytes than it was asked for
 */
export function generateLicenseKey(project: ProjectId, randomBytes: RandomBytes): LicenseKey {
  const symbols: string[] = []
  while (symbols.length < SYMBOLS) {
    const missing = SYMBOLS - symbols.length
    const bytes = randomBytes(missing)
    // A dry source would otherwise be asked for ever.
    if (bytes.length < missing) throw new RangeError(`Asked for ${missing} random bytes, got ${bytes.length}`)
    for (const byte of bytes) {
      if (byte < UNBIASED_BYTES) symbols.push(ALPHABET.charAt(byte % ALPHABET.length))
    }
  }
  const segments = Array.from({ length: SEGMENTS }, (_, segment) =>
    symbols.slice(segment * SEGMENT_LENGTH, (segment + 1) * SEGMENT_LENGTH).join(''),
  )
  return new Redacted('LicenseKey', ['KB', project, ...segments].join('-'))
}

/**
 * A key as a person or a program gave it: any letter case, surrounding white space. `undefined` is a text that no key
 * can be, to be answered exactly like a key that does not exist; an InvalidValue is one that is not even looked at.
 */
export function parseLicenseKey(text: string): Result<LicenseKey | undefined, InvalidValue> {
  if (CANONICAL_FORM.test(text)) return ok(new Redacted('LicenseKey', text))
  const trimmed = text.trim()
  if (trimmed === '') return invalidValue('is required')
  const fault = textFault(trimmed, LICENSE_KEY_MAX)
  if (fault !== undefined) return invalidValue(fault)
  const match = FORM.exec(trimmed)
  if (match === null) return ok(undefined)
  const [, project = '', segments = ''] = match
  return ok(new Redacted('LicenseKey', `KB-${project.toLowerCase()}${segments.toUpperCase()}`))
}

/** For a key that this program itself made or stored. @throws TypeError when it is not canonical after all */
export function trustedLicenseKey(text: string): LicenseKey {
  const parsed = parseLicenseKey(text)
  if (!parsed.ok || parsed.value?.reveal() !== text) throw new TypeError('Not a stored licence key')
  return parsed.value
}
