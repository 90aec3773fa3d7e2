import { exhaustive } from '../shared/exhaustive.ts'
import type { Instant } from '../shared/instant.ts'
import { err, ok, type Result } from '../shared/result.ts'
import type { Activation, License } from './license.ts'
import { statusAt } from './license-status.ts'
import type { MachineId } from './machine.ts'

export type ActivationRefused =
  | { readonly type: 'LicenseExpired' }
  | { readonly type: 'LicenseRevoked' }
  | { readonly type: 'BoundToAnotherMachine' }

export type ActiveLicense = License & { readonly activation: Activation }

/** Binds a pending licence to a machine. The very licence it was given when that machine already has it. */
export function activate(license: License, machine: MachineId, now: Instant): Result<ActiveLicense, ActivationRefused> {
  const status = statusAt(license, now)
  switch (status) {
    case 'EXPIRED':
      return err({ type: 'LicenseExpired' })
    case 'REVOKED':
      return err({ type: 'LicenseRevoked' })
    case 'ACTIVE':
      return isBoundTo(license, machine) ? ok(license) : err({ type: 'BoundToAnotherMachine' })
    case 'PENDING':
      return ok({ ...license, activation: { machine, at: now }, revision: license.revision + 1, updatedAt: now })
    default:
      return exhaustive(status)
  }
}

export function isBoundTo(license: License, machine: MachineId | undefined): license is ActiveLicense {
  return license.activation !== undefined && license.activation.machine === machine
}
