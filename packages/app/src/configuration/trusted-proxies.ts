import { isIP } from 'node:net'

import { invalidValue, ok, type InvalidValue, type Result } from '@keybox/domain'

import { commaSeparated } from './variable.ts'

/** CIDR ranges (RFC 4632, RFC 4291 §2.3). A single address is the range of itself: /32, or /128. */
export function parseTrustedProxies(text: string): Result<readonly string[], InvalidValue> {
  const ranges: string[] = []
  for (const entry of commaSeparated(text)) {
    const range = cidrRange(entry)
    if (range === undefined) {
      return invalidValue(`must be a comma-separated list of CIDR ranges such as 10.0.0.0/8: "${entry}" is none`)
    }
    ranges.push(range)
  }
  return ok(ranges)
}

function cidrRange(text: string): string | undefined {
  const [address = '', prefix, ...more] = text.split('/')
  const version = isIP(address)
  // A zone such as %eth0 names an interface of one machine; ranges have none.
  if (version === 0 || address.includes('%') || more.length > 0) return undefined
  const bits = version === 4 ? 32 : 128
  if (prefix === undefined) return `${address}/${bits}`
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits ? `${address}/${Number(prefix)}` : undefined
}
