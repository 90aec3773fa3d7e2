import type { Brand } from '../shared/brand.ts'
import { invalidValue, type InvalidValue } from '../shared/invalid-value.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { textFault } from '../shared/text.ts'

/** What a licence entitles to, such as `Hosting`; letter case matters. */
export type ServiceName = Brand<string, 'ServiceName'>

/** One or more distinct services. */
export type Services = readonly [ServiceName, ...ServiceName[]]

/** The services that this installation sells. */
export interface ServiceCatalog {
  readonly services: Services
  /** What a licence includes where nobody said: Hosting, else the first of the catalogue. */
  readonly default: ServiceName
}

/** Web hosting, and domain registration and management. */
export const BUILT_IN_SERVICES: readonly string[] = ['Hosting', 'Domain']

export const SERVICE_NAME_MAX = 100

/** For the operator's own list: trimmed names, none empty, none twice. */
export function parseServiceCatalog(names: readonly string[]): Result<ServiceCatalog, InvalidValue> {
  const trimmed = names.map((name) => name.trim())
  if (trimmed.includes('')) return invalidValue('must not contain an empty name')
  if (new Set(trimmed).size !== trimmed.length) return invalidValue('must not name a service twice')
  for (const name of trimmed) {
    const fault = textFault(name, SERVICE_NAME_MAX)
    if (fault !== undefined) return invalidValue(fault)
  }
  const [first, ...others] = trimmed as ServiceName[]
  if (first === undefined) return invalidValue('must name at least one service')
  const services: Services = [first, ...others]
  return ok({ services, default: services.find((name) => name === 'Hosting') ?? first })
}

/** A fault of the list as a whole (`index` undefined) or of one of its entries. */
export interface InvalidService extends InvalidValue {
  readonly index: number | undefined
}

/** For the services someone asks a licence for: each in the catalogue, none twice, at least one. */
export function parseServices(catalog: ServiceCatalog, names: readonly string[]): Result<Services, InvalidService> {
  const chosen: ServiceName[] = []
  for (const [index, name] of names.entries()) {
    const service = catalog.services.find((known) => known === name)
    if (service === undefined) return invalidService(index, `must be one of: ${catalog.services.join(', ')}`)
    if (chosen.includes(service)) return invalidService(index, 'must not repeat a service')
    chosen.push(service)
  }
  const [first, ...others] = chosen
  return first === undefined ? invalidService(undefined, 'must name at least one service') : ok([first, ...others])
}

function invalidService(index: number | undefined, reason: string): Result<never, InvalidService> {
  return err({ type: 'InvalidValue', reason, index })
}
