import type { Finding, Instant, KeyRing, KeyVault, StoredReply } from '@keybox/domain'

import { fault } from './findings.ts'
import { timeFaults } from './value-faults.ts'

const DIGEST_BYTES = 32
const REMEDY = 'Delete it: the request can be made again under another key.'

/** One that is over may still be there: stores forget them in their own time. */
export function* replyFaults(
  { id, status, bodySeal, keyId, keptAt }: StoredReply,
  keys: KeyRing | undefined,
  now: Instant,
): Generator<Finding> {
  const subject = `kept reply ${Buffer.from(id).toString('hex').slice(0, 16)}`
  // From the future, it would be repeated for longer than 24 hours.
  yield* timeFaults(subject, 'keptAt', keptAt, now)
  if (id.length !== DIGEST_BYTES) yield fault(subject, 'what it is found by is no digest', REMEDY)
  if (!Number.isInteger(status) || status < 200 || status > 299) yield fault(subject, 'it is not of a success', REMEDY)
  if (keys === undefined) return
  const keyVault = keys.of(keyId)
  if (keyId !== keyVault.keyId) yield fault(subject, 'it is kept under another secret than the one in use', REMEDY)
  else if (!opens(bodySeal, id, keyVault)) {
    yield fault(subject, 'it does not open, so that a request that is repeated fails', REMEDY)
  }
}

function opens(seal: Uint8Array, id: Uint8Array, { replies }: KeyVault): boolean {
  try {
    replies.open(seal, id)
    return true
  } catch {
    return false
  }
}
