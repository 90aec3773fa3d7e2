import type { IdempotencyScope } from '../idempotency/idempotency-scope.ts'
import type { IdempotencyKey } from '../idempotency/idempotency-key.ts'
import type { Reply, RequestDigest } from '../idempotency/kept-reply.ts'

/** How a store holds the replies that it repeats, for the same reason and in the same way as licence keys. */
export interface ReplyVault {
  /** 32 bytes to look a reply up by, always the same for the same key in the same scope. */
  digestKey(key: IdempotencyKey, scope: IdempotencyScope): Uint8Array
  /** 32 bytes, always the same for the same request. */
  digestRequest(request: RequestDigest): Uint8Array
  /** Different each time. Bound to the key's digest: it opens under no other. */
  seal(body: Reply['body'], keyDigest: Uint8Array): Uint8Array
  /** @throws Error when the seal was made under another digest or another secret, or was tampered with */
  open(seal: Uint8Array, keyDigest: Uint8Array): Reply['body']
}
