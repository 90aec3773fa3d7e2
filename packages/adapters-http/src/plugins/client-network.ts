import ipaddr from 'ipaddr.js'
import { embeddedIpv4 } from './embedded-ipv4.ts'

const IPV6_PREFIX_PARTS = 4

/**
 * Whom a request is counted against: the IPv4 address, or the /64 of an IPv6 address, because one machine has a /64 to
 * itself and may use every address in it (RFC 7934 §6). An IPv6 address that is made from an IPv4 one is the IPv4 one.
 *
 * What is no address (a proxy may write `unknown`, RFC 7239 §6.2) is one client, whatever it says.
 */
export function clientNetwork(address: string | undefined): string {
  const bare = bareAddress(address)
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return bare
  if (!ipaddr.IPv6.isValid(bare)) return 'unknown'
  const parsed = ipaddr.IPv6.parse(bare)
  const ipv4 = embeddedIpv4(parsed)
  if (ipv4 !== undefined) return ipv4.toString()
  return parsed.parts
    .slice(0, IPV6_PREFIX_PARTS)
    .map((part) => part.toString(16))
    .join(':')
}

/**
 * Some proxies add the port: `192.0.2.1:5000`, `[2001:db8::1]:5000`. A zone (`fe80::1%eth0`, RFC 4007 §11) names an
 * interface of whoever wrote it down and says nothing of the client. A connection that is gone has no address: empty.
 */
export function bareAddress(address: string | undefined): string {
  return (address ?? '')
    .replace(/^\[(.+)\](?::\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/^([\da-fA-F:.]+)%[^%]+$/, '$1')
}
