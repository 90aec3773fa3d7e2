import ipaddr from 'ipaddr.js'

/**
 * The IPv4 address that an IPv6 one stands for, in the forms whose /64 is either shared by all of IPv4 or free to choose
 * for one IPv4 address:
 *
 * - IPv4-mapped, `::ffff:192.0.2.1` (RFC 4291 §2.5.5.2): what a socket for both says of an IPv4 client
 * - IPv4-compatible, `::192.0.2.1` (RFC 4291 §2.5.5.1), which ipaddr.js takes for mapped where it has dots
 * - IPv4-translated, `::ffff:0:192.0.2.1` (RFC 2765 §2.1)
 * - `64:ff9b::192.0.2.1` (RFC 6052 §2.1): how a server that has IPv6 alone sees the clients of IPv4; `64:ff9b:1::192.0.2.1`
 *   (RFC 8215) likewise. Translators under other prefixes nobody can tell from other networks
 * - 6to4, `2002:c000:201::` (RFC 3056 §2): one IPv4 address has 65,536 /64s
 * - Teredo, `2001:0:…` (RFC 4380 §4): all clients of one Teredo server are in one /64
 *
 * undefined: any other.
 */
export function embeddedIpv4(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray()
  const range = address.range()
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6))
  const last = bytes.slice(12)
  // Every bit turned over, so that no translator takes it for an address.
  if (range === 'teredo') return new ipaddr.IPv4(last.map((byte) => byte ^ 0xff))
  return isTranslated(range, address.parts) ? new ipaddr.IPv4(last) : undefined
}

function isTranslated(range: ReturnType<ipaddr.IPv6['range']>, parts: readonly number[]): boolean {
  if (range === 'ipv4Mapped' || range === 'rfc6145') return true
  if (range === 'rfc6052') return isZero(parts.slice(3, 6))
  return isZero(parts.slice(0, 6)) && parts[6] !== 0
}

function isZero(parts: readonly number[]): boolean {
  return parts.every((part) => part === 0)
}
