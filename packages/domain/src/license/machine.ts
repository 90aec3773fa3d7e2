import type { Brand } from '../shared/brand.ts'
import { invalidValue, type InvalidValue } from '../shared/invalid-value.ts'
import { Redacted } from '../shared/redacted.ts'
import { ok, type Result } from '../shared/result.ts'
import { textFault } from '../shared/text.ts'

/** What a customer's program says of the machine it runs on; taken as it is, never stored. */
export type Fingerprint = Redacted<'Fingerprint'>

/** SHA-256 of a fingerprint's UTF-8 bytes, 64 lower-case hex digits, no salt: support staff can compare it. */
export type MachineId = Brand<string, 'MachineId'>

export const FINGERPRINT_MAX = 512

const FORM = /^[0-9a-f]{64}$/

/** undefined for an empty text, which counts as absent. White space is a fingerprint like any other. */
export function parseFingerprint(text: string): Result<Fingerprint | undefined, InvalidValue> {
  if (text === '') return ok(undefined)
  const fault = textFault(text, FINGERPRINT_MAX)
  return fault === undefined ? ok(new Redacted('Fingerprint', text)) : invalidValue(fault)
}

/** For a digest that this program itself made or stored. @throws TypeError when it is not of the form after all */
export function trustedMachineId(digest: string): MachineId {
  if (!FORM.test(digest)) throw new TypeError('Not a SHA-256 digest in lower-case hex')
  return digest as MachineId
}
