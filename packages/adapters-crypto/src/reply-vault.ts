import { createHmac } from 'node:crypto'

import { Redacted, type ReplyVault } from '@keybox/domain'

import { deriveKey } from './derived-key.ts'
import type { MasterSecret } from './master-secret.ts'
import { openSeal, sealText } from './seal.ts'

/**
 * HMAC-SHA-256 and AES-256-GCM, as for licence keys, under keys of their own. A space parts scope and key: neither holds
 * one.
 */
export function createReplyVault(secret: MasterSecret): ReplyVault {
  const digestingKeys = deriveKey(secret, 'idempotencyKeyDigest')
  const digestingRequests = deriveKey(secret, 'requestDigest')
  const sealing = deriveKey(secret, 'replySeal')
  return {
    digestKey: (key, scope) => createHmac('sha256', digestingKeys).update(`${scope} ${key.reveal()}`).digest(),
    digestRequest: (request) => createHmac('sha256', digestingRequests).update(request.reveal()).digest(),
    seal: (body, keyDigest) => sealText(sealing, body.reveal(), keyDigest),
    open: (seal, keyDigest) => new Redacted('ReplyBody', openSeal(sealing, seal, keyDigest, 'A sealed reply')),
  }
}
