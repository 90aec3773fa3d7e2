import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { bareAddress } from './client-network.ts'

type Range = readonly [network: ipaddr.IPv4 | ipaddr.IPv6, prefix: number]

const MAPPED_PREFIX = 96

/**
 * Whether an address from `X-Forwarded-For`, or of the connection, is that of a proxy in one of these CIDR ranges. Fastify
 * would take the ranges themselves, but then an address to which a proxy added the port is that of no proxy.
 *
 * @throws Error for a range that is none
 */
export function trustedProxies(ranges: readonly string[]): (address: string | undefined) => boolean {
  const parsed = ranges.map(parseRange)
  return (address) => {
    const bare = bareAddress(address)
    // What else ipaddr.js takes, such as `0xa.1`, no proxy writes.
    if (isIP(bare) === 0 || !ipaddr.isValid(bare)) return false
    const ip = ipaddr.process(bare)
    return parsed.some(([network, prefix]) => ip.kind() === network.kind() && ip.match(network, prefix))
  }
}

/** A range of IPv4-mapped addresses is the one of their IPv4 addresses. */
function parseRange(text: string): Range {
  const [network, prefix] = ipaddr.parseCIDR(text)
  return network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress() && prefix >= MAPPED_PREFIX
    ? [network.toIPv4Address(), prefix - MAPPED_PREFIX]
    : [network, prefix]
}
