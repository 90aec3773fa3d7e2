import { parseIdempotencyKey, type IdempotencyKey } from '@keybox/domain'
import type { FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'

const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/

/**
 * The key that a request is named by; undefined: it has none. The header is a string of structured fields, `"abc"` (RFC
 * 8941 §3.3.3, as draft-ietf-httpapi-idempotency-key-header says); most clients send it bare, `abc`, which is the same
 * key. Several headers come here joined by a comma and a space, which is no key.
 *
 * @throws ApiError IDEMPOTENCY_KEY_INVALID
 */
export function idempotencyKeyOf({ headers }: Pick<FastifyRequest, 'headers'>): IdempotencyKey | undefined {
  const field = headers['idempotency-key']
  if (field === undefined) return undefined
  const key = parseIdempotencyKey(typeof field === 'string' ? unquoted(field) : '')
  if (!key.ok) throw new ApiError('IDEMPOTENCY_KEY_INVALID')
  return key.value
}

/** Empty, which is no key, where a quotation does not end as it should. */
function unquoted(field: string): string {
  if (!field.startsWith('"')) return field
  const [, content = ''] = QUOTED.exec(field) ?? []
  return content.replaceAll(/\\(["\\])/g, '$1')
}
