import ipaddr from 'ipaddr.js'

const IPV6_PREFIX_PARTS = 4

/**
 * Whom a request is counted against: the IPv4 address, or the /64 of an IPv6 address, because one machine has a /64 to
 * itself and may use every address in it (RFC 7934 §6). An IPv4-mapped address (`::ffff:192.0.2.1`) is the IPv4 one.
 *
 * What is no address (a proxy may write `unknown`, RFC 7239 §6.2) is one client, whatever it says.
 */
export function clientNetwork(address: string | undefined): string {
  const bare = withoutPort(address)
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return bare
  if (!ipaddr.IPv6.isValid(bare)) return 'unknown'
  const parsed = ipaddr.process(bare)
  if (parsed instanceof ipaddr.IPv4) return parsed.toString()
  return parsed.parts
    .slice(0, IPV6_PREFIX_PARTS)
    .map((part) => part.toString(16))
    .join(':')
}

/** Some proxies add the port: `192.0.2.1:5000`, `[2001:db8::1]:5000`. A connection that is gone has no address: empty. */
export function withoutPort(address: string | undefined): string {
  return (address ?? '').replace(/^\[(.+)\](?::\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1')
}
