import { hash } from 'node:crypto'

import { trustedMachineId, type FingerprintHasher } from '@keybox/domain'

/** No salt on purpose: support staff compute the same digest from what a customer reports. */
export const sha256Fingerprint: FingerprintHasher = (fingerprint) =>
  trustedMachineId(hash('sha256', fingerprint.reveal(), 'hex'))
