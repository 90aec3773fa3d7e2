import type { Fingerprint, MachineId } from '../license/machine.ts'

/** SHA-256 (FIPS 180-4) of the fingerprint's UTF-8 bytes. */
export type FingerprintHasher = (fingerprint: Fingerprint) => MachineId
