import { activate } from '../../src/license/license-activation.ts'
import { trustedLicenseKey } from '../../src/license/license-key.ts'
import { setRevoked } from '../../src/license/license-revocation.ts'
import { endOfTerm, parseTermMonths, type TermMonths } from '../../src/license/license-term.ts'
import { issueLicense, type License } from '../../src/license/license.ts'
import { trustedMachineId, type MachineId } from '../../src/license/machine.ts'
import { BUILT_IN_SERVICES, parseServiceCatalog } from '../../src/license/service-catalog.ts'
import { trustedEntityId, type ProjectId } from '../../src/shared/entity-id.ts'
import { instant, type Instant } from '../../src/shared/instant.ts'
import { theValue } from '../shared/the-value.ts'

const MONTH: TermMonths = theValue(parseTermMonths(1))
export const ISSUED_AT: Instant = instant(Date.UTC(2024, 0, 31, 9, 30, 15, 250))
export const EXPIRES_AT: Instant = endOfTerm(ISSUED_AT, MONTH)

export const PROJECT: ProjectId = trustedEntityId('Project', '65ba000000000000000000b1')
export const MACHINE: MachineId = trustedMachineId('a'.repeat(64))
export const OTHER_MACHINE: MachineId = trustedMachineId('b'.repeat(64))

export function after(time: Instant, milliseconds: number): Instant {
  return instant(time + milliseconds)
}

export const pending: License = issueLicense(
  {
    id: trustedEntityId('License', '65ba000000000000000000c1'),
    key: trustedLicenseKey(`KB-${PROJECT}-AB12-CD34-EF56`),
    owner: trustedEntityId('Account', '65ba000000000000000000d1'),
    client: trustedEntityId('Client', '65ba000000000000000000e1'),
    project: PROJECT,
    duration: MONTH,
    services: theValue(parseServiceCatalog(BUILT_IN_SERVICES)).services,
  },
  ISSUED_AT,
)
export const active: License = theValue(activate(pending, MACHINE, after(ISSUED_AT, 1000)))
export const revokedWhilePending: License = theValue(setRevoked(pending, true, after(ISSUED_AT, 2000)))
export const revokedWhileActive: License = theValue(setRevoked(active, true, after(ISSUED_AT, 2000)))

/** Every set of facts that a licence can come to hold, by what a reader calls it. */
export const givenLicenses = {
  pending,
  active,
  'revoked while pending': revokedWhilePending,
  'revoked while active': revokedWhileActive,
} as const
