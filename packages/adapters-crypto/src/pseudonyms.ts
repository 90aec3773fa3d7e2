import { createHmac } from 'node:crypto'

import { deriveKey } from './derived-key.ts'
import type { MasterSecret } from './master-secret.ts'

/** What stands for a text that a store is not to know: 43 characters of base64url, always the same for the same text. */
export type Pseudonyms = (text: string) => string

/**
 * HMAC-SHA-256 under a key of its own. Keyed, because there are so few addresses that a plain digest of one is undone by
 * trying them all.
 */
export function createPseudonyms(secret: MasterSecret): Pseudonyms {
  const key = deriveKey(secret, 'pseudonym')
  return (text) => createHmac('sha256', key).update(text).digest('base64url')
}
