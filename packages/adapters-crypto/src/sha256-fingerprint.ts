import { hash } from 'node:crypto'

import { trustedMachineId, type Fingerprint, type FingerprintHasher, type MachineId } from '@keybox/domain'

const digests = new WeakMap<Fingerprint, MachineId>()

/**
 * No salt on purpose: support staff compute the same digest from what a customer reports. One object is hashed once:
 * whoever keeps what programs ask, because they ask it again and again, keeps the digest with it.
 */
export const sha256Fingerprint: FingerprintHasher = (fingerprint) => {
  const known = digests.get(fingerprint)
  if (known !== undefined) return known
  const digest = trustedMachineId(hash('sha256', fingerprint.reveal(), 'hex'))
  digests.set(fingerprint, digest)
  return digest
}
