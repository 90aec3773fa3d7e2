import { BlockList, isIP } from 'node:net'

import { invalidValue, ok, type InvalidValue, type Result } from '@keybox/domain'

import { commaSeparated } from './variable.ts'

/** IPv4-mapped addresses (RFC 4291 §2.5.5.2), in whatever form they are written. */
const MAPPED = new BlockList()
MAPPED.addSubnet('::ffff:0:0', 96, 'ipv6')
const MAPPED_PREFIX = 96

/**
 * CIDR ranges (RFC 4632, RFC 4291 §2.3). A single address is the range of itself: /32, or /128. A range of all addresses
 * is refused: every client could then claim to be another. The reason names every entry that is wrong.
 */
export function parseTrustedProxies(text: string): Result<readonly string[], InvalidValue> {
  const entries = commaSeparated(text).map((entry) => ({ entry, range: cidrRange(entry) }))
  const malformed = entries.flatMap(({ entry, range }) => (range === undefined ? [entry] : []))
  const boundless = entries.flatMap(({ entry, range }) => (range?.prefix === 0 ? [entry] : []))
  const reasons = [
    ...(malformed.length > 0
      ? [`must be a comma-separated list of CIDR ranges such as 10.0.0.0/8: ${none(malformed)}`]
      : []),
    ...(boundless.length > 0 ? [`must not trust every address: ${quoted(boundless)}`] : []),
  ]
  return reasons.length > 0
    ? invalidValue(reasons.join('; '))
    : ok(entries.flatMap(({ range }) => (range ? [range.text] : [])))
}

interface Range {
  readonly text: string
  /** Of the addresses it is about: IPv4's, also where they are written as IPv4-mapped ones. */
  readonly prefix: number
}

function cidrRange(text: string): Range | undefined {
  const [address = '', length, ...more] = text.split('/')
  const version = isIP(address)
  // A zone such as %eth0 names an interface of one machine; ranges have none.
  if (version === 0 || address.includes('%') || more.length > 0) return undefined
  const prefix = prefixLength(length, version === 4 ? 32 : 128)
  if (prefix === undefined) return undefined
  const range = { text: `${address}/${prefix}`, prefix }
  return version === 6 && MAPPED.check(address, 'ipv6') ? ipv4Range(range) : range
}

/** None where it holds more than the mapped addresses: that is neither a range of IPv4 nor one of IPv6 addresses. */
function ipv4Range({ text, prefix }: Range): Range | undefined {
  return prefix < MAPPED_PREFIX ? undefined : { text, prefix: prefix - MAPPED_PREFIX }
}

function prefixLength(text: string | undefined, bits: number): number | undefined {
  if (text === undefined) return bits
  return /^\d{1,3}$/.test(text) && Number(text) <= bits ? Number(text) : undefined
}

function none(entries: readonly string[]): string {
  return `${quoted(entries)} ${entries.length === 1 ? 'is' : 'are'} none`
}

function quoted(entries: readonly string[]): string {
  return entries.map((entry) => JSON.stringify(entry)).join(', ')
}
