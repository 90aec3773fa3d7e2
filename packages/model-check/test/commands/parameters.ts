import {
  parseEmailAddress,
  parseFingerprint,
  parseLicenseKey,
  parseServiceCatalog,
  trustedEntityId,
  type AccountId,
  type EmailAddress,
  type Fingerprint,
  type LicenseKey,
  type Result,
  type Services,
} from '@keybox/domain'
import { constantFrom, nat, oneof, shuffledSubarray, type Arbitrary } from 'fast-check'

/** Few of each, so that commands meet. */
export const some: Arbitrary<number> = nat(5)
/** Mostly the same developer, so that somebody comes to have more than one of everything. */
export const owners: Arbitrary<number> = constantFrom(0, 0, 0, 0, 1, 1, 2)
export const months: Arbitrary<number> = constantFrom(1, 1, 2, 3, 6, 11, 12)
export const serviceNames: Arbitrary<string[]> = shuffledSubarray(['Hosting', 'Domain', 'E-mail'], { minLength: 1 })
export const names: Arbitrary<string> = constantFrom('Acme', "O'Brien & Sons", '$set', 'a.b', 'Ἀθήνα', '👩‍💻')
export const fingerprints: Arbitrary<string | undefined> = constantFrom(
  ...Array<string>(5).fill('office-pc'),
  'laptop',
  ' ',
  undefined,
)
/** Mostly the owner's own doing. */
export const strangers: Arbitrary<boolean> = rarely()

/** One address in several letter cases; a Greek one has two forms of one small letter. */
export const localParts: Arbitrary<string> = constantFrom('ada', 'ADA', 'Ada', 'bob', 'eve', 'σοφος', 'ΣΟΦΟΣ', 'σοφοσ')

export function rarely(): Arbitrary<boolean> {
  return oneof({ weight: 7, arbitrary: constantFrom(false) }, { weight: 1, arbitrary: constantFrom(true) })
}

/** How a person types a key. */
export const spellings: Arbitrary<Spelling> = constantFrom('as it is', 'as it is', 'in small letters', 'with spaces')
export type Spelling = 'as it is' | 'in small letters' | 'with spaces'

/** undefined for a text that no key can be. */
export function keyAs(spelling: Spelling, text: string): LicenseKey | undefined {
  const spelt = spelling === 'in small letters' ? text.toLowerCase() : spelling === 'with spaces' ? ` ${text}\t` : text
  return valid(parseLicenseKey(spelt))
}

export function fingerprintOf(text: string | undefined): Fingerprint | undefined {
  return text === undefined ? undefined : valid(parseFingerprint(text))
}

export function emailOf(text: string): EmailAddress {
  return valid(parseEmailAddress(text))
}

export function servicesOf(list: readonly string[]): Services {
  return valid(parseServiceCatalog(list)).services
}

export function accountOf(id: string): AccountId {
  return trustedEntityId('Account', id)
}

/** @throws TypeError when it is none: a mistake in the check */
function valid<T>(parsed: Result<T, { readonly reason: string }>): T {
  if (!parsed.ok) throw new TypeError(`A value of the check ${parsed.error.reason}`)
  return parsed.value
}
