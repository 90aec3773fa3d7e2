import { invalidValue, type InvalidValue } from '../shared/invalid-value.ts'
import { Redacted } from '../shared/redacted.ts'
import { ok, type Result } from '../shared/result.ts'

/** What a client names a request by, so that sending it again is not doing it again. */
export type IdempotencyKey = Redacted<'IdempotencyKey'>

export const IDEMPOTENCY_KEY_MAX = 255

const VISIBLE_ASCII = /^[\x21-\x7e]+$/

/** 1 to 255 visible ASCII characters, each of which counts: letter case too. */
export function parseIdempotencyKey(text: string): Result<IdempotencyKey, InvalidValue> {
  if (text.length > IDEMPOTENCY_KEY_MAX) return invalidValue(`must be at most ${IDEMPOTENCY_KEY_MAX} characters long`)
  return VISIBLE_ASCII.test(text)
    ? ok(new Redacted('IdempotencyKey', text))
    : invalidValue('must be visible ASCII characters')
}
