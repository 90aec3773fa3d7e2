import { describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { useKeyBox } from '../../support/keybox.ts'
import { UNKNOWN_KEY } from '../../support/routes.ts'

const keybox = useKeyBox({
  env: {
    KEYBOX_VALIDATE_RATE_MAX: undefined,
    KEYBOX_TRUSTED_PROXIES: '127.0.0.1/32, 10.0.0.0/8, 2001:db8:ffff::/48',
  },
})

/** How many requests the client at the end of this chain has left after one more. */
async function remaining(forwardedFor: string, from = '127.0.0.1'): Promise<number> {
  const reply = await keybox.send({
    method: 'POST',
    path: '/validate',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': forwardedFor },
    body: JSON.stringify({ key: UNKNOWN_KEY }),
    from,
  })
  return Number(reply.headers['ratelimit-remaining'])
}

describe('behind trusted proxies', () => {
  test(row('CONF-PROXIES', 'the client is the address that the proxy saw'), async () => {
    expect(await remaining('198.51.100.1')).toBe(4)
    expect(await remaining('198.51.100.1')).toBe(3)
    expect(await remaining('198.51.100.2')).toBe(4)
  })

  test(
    row('RATE-CLIENT', 'it is the rightmost address that is not trusted: what stands before it may be forged'),
    async () => {
      expect(await remaining('198.51.100.10')).toBe(4)
      expect(await remaining('203.0.113.1, 198.51.100.10')).toBe(3)
      expect(await remaining('203.0.113.2, 198.51.100.10, 10.1.2.3')).toBe(2)
      expect(await remaining('127.0.0.1, 198.51.100.10, 10.1.2.3, 10.9.9.9')).toBe(1)
      expect(await remaining('203.0.113.1')).toBe(4)
    },
  )

  test(row('RATE-CLIENT', 'an address that is no proxy is believed nothing'), async () => {
    expect(await remaining('198.51.100.20', '127.0.0.9')).toBe(4)
    expect(await remaining('198.51.100.21', '127.0.0.9')).toBe(3)
    expect(await remaining('198.51.100.20')).toBe(4)
  })

  test(row('RATE-CLIENT', 'an IPv6 client is its /64, for one customer has all of it'), async () => {
    expect(await remaining('2001:db8:1:2::1')).toBe(4)
    expect(await remaining('2001:db8:1:2:ffff:ffff:ffff:ffff')).toBe(3)
    expect(await remaining('2001:0DB8:0001:0002:0:0:0:7')).toBe(2)
    expect(await remaining('2001:db8:1:3::1')).toBe(4)
    expect(await remaining('2001:db8:1:2::8, 2001:db8:ffff::1')).toBe(1)
  })

  test(row('RATE-CLIENT', 'an IPv4 address written as IPv6 is the same client'), async () => {
    expect(await remaining('198.51.100.30')).toBe(4)
    expect(await remaining('::ffff:198.51.100.30')).toBe(3)
    expect(await remaining('::ffff:198.51.100.31')).toBe(4)
    expect(await remaining('::FFFF:c633:641e')).toBe(2)
    expect(await remaining('[0:0:0:0:0:ffff:c633:641e]:4711')).toBe(1)
    expect(await remaining('198.51.100.30:4711')).toBe(0)
  })

  test(row('RATE-CLIENT', 'no translation of an IPv4 address is one client more'), async () => {
    expect(await remaining('198.51.100.40')).toBe(4)
    expect(await remaining('64:ff9b::198.51.100.40')).toBe(3)
    expect(await remaining('2002:c633:6428:1::1')).toBe(2)
    expect(await remaining('2002:c633:6428:2::1')).toBe(1)
    expect(await remaining('2001:0:cb00:7101:8000:63bf:39cc:9bd7')).toBe(0)
    expect(await remaining('64:ff9b::198.51.100.41')).toBe(4)
  })

  test(row('RATE-CLIENT', 'the zone of an address is no other client'), async () => {
    expect(await remaining('fe80::1')).toBe(4)
    expect(await remaining('fe80::1%eth0')).toBe(3)
    expect(await remaining('fe80::2%br-lan')).toBe(2)
    expect(await remaining('198.51.100.50, 10.0.0.1:80, ::ffff:10.0.0.2')).toBe(4)
    expect(await remaining('198.51.100.50, ::ffff:a00:1, [::ffff:10.0.0.2]:80')).toBe(3)
  })

  test('text that is no address gets nobody a count of its own each time', async () => {
    const counts = []
    for (const text of ['unknown', 'not an address', '999.1.1.1', '<script>', '_hidden', 'a'.repeat(2000)]) {
      counts.push(await remaining(text))
    }
    expect(Math.min(...counts)).toBeLessThan(3)
  })
})
