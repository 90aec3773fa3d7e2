import {
  endOfTerm,
  generateLicenseKey,
  instant,
  parseServiceCatalog,
  type License,
  type RandomBytes,
  type Services,
} from '@keybox/domain'
import { anId, termMonths } from './values.ts'

/** Good enough a source for keys of tests, and no part under test. */
export const webCryptoRandomBytes: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count))

/** Services by name, in the order given. @throws TypeError for an empty or repeating list: a mistake in the test */
export function services(...names: readonly string[]): Services {
  const catalog = parseServiceCatalog(names)
  if (!catalog.ok) throw new TypeError(`A test's services ${catalog.error.reason}`)
  return catalog.value.services
}

/** A valid pending licence of its own id and key; owner, client and project are nobody's unless given. */
export function aLicense(overrides: Partial<License> = {}): License {
  const project = overrides.project ?? anId('Project')
  const issuedAt = overrides.issuedAt ?? instant(Date.UTC(2024, 0, 4))
  const duration = overrides.duration ?? termMonths(12)
  return {
    id: anId('License'),
    key: generateLicenseKey(project, webCryptoRandomBytes),
    owner: anId('Account'),
    client: anId('Client'),
    project,
    duration,
    services: services('Hosting'),
    issuedAt,
    expiresAt: overrides.expiresAt ?? endOfTerm(issuedAt, duration),
    activation: undefined,
    revokedAt: undefined,
    revision: 1,
    updatedAt: issuedAt,
    ...overrides,
  }
}
