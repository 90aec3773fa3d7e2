import {
  activationScope,
  parseIdempotencyKey,
  Redacted,
  type IdempotencyKey,
  type IdempotentRequest,
  type NamedRequest,
  type Reply,
} from '@keybox/domain'
import { anId, sequence } from './values.ts'

/** @throws TypeError when the text is no key: a mistake in the test */
export function idempotencyKey(text: string = `key-${sequence()}`): IdempotencyKey {
  const key = parseIdempotencyKey(text)
  if (!key.ok) throw new TypeError(`A test's idempotency key ${key.error.reason}`)
  return key.value
}

/** A request under a key, in a scope, that no other call gives. */
export function aNamedRequest(overrides: Partial<NamedRequest> = {}): NamedRequest {
  return {
    scope: activationScope(anId('License')),
    key: idempotencyKey(),
    digest: new Redacted('RequestDigest', `request ${sequence()}`),
    ...overrides,
  }
}

export function aReply(text: string = `{"told":${sequence()}}`, status = 201): Reply {
  return { status, body: new Redacted('ReplyBody', text) }
}

/** One whose reply holds what was done, as JSON. */
export function anIdempotentRequest<Done>(overrides: Partial<IdempotentRequest<Done>> = {}): IdempotentRequest<Done> {
  const { key, digest } = aNamedRequest()
  return { key, digest, reply: (done) => aReply(JSON.stringify(done)), ...overrides }
}
