import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { hostileText, nearly, PROPERTY_RUNS } from '@keybox/contracts'
import { instant, trustedEntityId } from '@keybox/domain'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ApiError } from '../src/errors/api-error.ts'
import { canonicalJson } from '../src/idempotency/canonical-json.ts'
import { idempotencyKeyOf } from '../src/idempotency/idempotency-key-header.ts'
import { clientBehind } from '../src/plugins/client-address.ts'
import { clientNetwork, bareAddress } from '../src/plugins/client-network.ts'
import { routableUrl } from '../src/plugins/malformed-url.ts'
import { trustedProxies } from '../src/plugins/trusted-proxies.ts'
import { readCursor, writeCursor } from '../src/routes/dashboard/read-dashboard/dashboard-cursor.ts'
import { plainObject } from '../src/verdict-lane/plain-request.ts'
import { startApi } from './support/api.ts'

const RUNS = { numRuns: PROPERTY_RUNS }
const addresses = fc.oneof(fc.ipV4(), fc.ipV6())
const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: 24, maxLength: 24 })

describe('addresses', () => {
  const written = fc.oneof(
    addresses,
    addresses.map((address) => (isIP(address) === 6 ? `[${address}]:5000` : `${address}:5000`)),
    fc.ipV4().map((address) => `::ffff:${address}`),
    fc.constantFrom('unknown', '_hidden', '', '::', '::1%eth0', 'fe80::1%br-lan', '0x7f.1', '1.2.3', '256.1.1.1'),
    nearly(addresses),
    hostileText,
  )

  test('come to a network, whatever they are, which is the same with a port and where it is mapped', () => {
    fc.assert(
      fc.property(written, fc.ipV4(), (text, ipv4) => {
        expect(clientNetwork(text)).toMatch(/^(?:unknown|[\d.]+|[0-9a-f:]+)$/)
        expect(bareAddress(bareAddress(text))).toBe(bareAddress(text))
        expect(clientNetwork(`${ipv4}:80`)).toBe(clientNetwork(ipv4))
        expect(clientNetwork(`::ffff:${ipv4}`)).toBe(clientNetwork(ipv4))
      }),
      RUNS,
    )
  })

  test('are trusted or not, whatever they are, and any that is in a range is', () => {
    const isTrusted = trustedProxies(['10.0.0.0/8', '2001:db8::/32', '::ffff:192.0.2.0/120'])
    fc.assert(
      fc.property(written, fc.nat({ max: 255 }), (text, last) => {
        expect(typeof isTrusted(text)).toBe('boolean')
        expect(isTrusted(`10.1.2.${last}`) && isTrusted(`[2001:db8::${last}]:80`) && isTrusted(`192.0.2.${last}`)).toBe(
          true,
        )
        expect(isTrusted(`11.1.2.${last}`)).toBe(false)
      }),
      RUNS,
    )
  })

  test('in ranges that the configuration lets through are ranges here too', () => {
    const ranges = fc.tuple(addresses, fc.integer({ min: 1, max: 128 })).map(([address, prefix]) => {
      return `${address}/${isIP(address) === 4 ? Math.min(prefix, 32) : prefix}`
    })
    fc.assert(
      fc.property(ranges, written, (range, text) => {
        expect(typeof trustedProxies([range])(text)).toBe('boolean')
      }),
      RUNS,
    )
  })

  test('behind proxies are the rightmost that is none of theirs', () => {
    const clientOf = clientBehind(['10.0.0.0/8'])
    const outside = fc.ipV4().filter((address) => !address.startsWith('10.'))
    const proxies = fc.array(
      fc.nat({ max: 255 }).map((last) => `10.0.0.${last}`),
      { maxLength: 3 },
    )
    fc.assert(
      fc.property(fc.array(written), outside, proxies, (claimed, client, known) => {
        const forwarded = [...claimed.map((text) => text.replaceAll(',', '')), client, ...known].join(', ')
        expect(clientOf(requestFrom('10.0.0.1', forwarded))).toBe(clientNetwork(client))
        expect(clientOf(requestFrom('192.0.2.1', forwarded))).toBe('192.0.2.1')
      }),
      RUNS,
    )
  })
})

describe('cursors', () => {
  test('come back as the place that they were written of, to their owner alone', () => {
    fc.assert(
      fc.property(hex, hex, hex, fc.integer({ min: -8.64e15, max: 8.64e15 }), (one, another, client, time) => {
        const place = { createdAt: instant(time), id: trustedEntityId('Client', client) }
        const cursor = writeCursor(trustedEntityId('Account', one), place)
        expect(readCursor(trustedEntityId('Account', one), cursor)).toStrictEqual(place)
        if (one !== another) expect(readCursor(trustedEntityId('Account', another), cursor)).toBeUndefined()
      }),
      RUNS,
    )
  })

  test('that were changed are none', () => {
    const owner = trustedEntityId('Account', '0'.repeat(24))
    const cursor = writeCursor(owner, { createdAt: instant(0), id: trustedEntityId('Client', 'a'.repeat(24)) })
    fc.assert(
      fc.property(fc.oneof(hostileText, nearly(fc.constant(cursor))), (text) => {
        expect(readCursor(owner, text) === undefined).toBe(text !== cursor)
      }),
      RUNS,
    )
  })
})

describe('headers and URLs', () => {
  test('an Idempotency-Key is a key or refused, bare and quoted alike', () => {
    const visible = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 255,
    })
    fc.assert(
      fc.property(hostileText, visible, (text, key) => {
        expect(() => idempotencyKeyOf({ headers: { 'idempotency-key': text } })).toSatisfy(returnsOrRefuses)
        const quoted = `"${key.replaceAll(/["\\]/g, String.raw`\$&`)}"`
        expect(idempotencyKeyOf({ headers: { 'idempotency-key': quoted } })?.reveal()).toBe(key)
        if (!key.startsWith('"')) expect(idempotencyKeyOf({ headers: { 'idempotency-key': key } })?.reveal()).toBe(key)
      }),
      RUNS,
    )
  })

  test('any URL can be routed, and one that is right stays as it is', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, nearly(fc.webPath())), fc.webPath(), (text, path) => {
        const url = routableUrl({ url: text } as IncomingMessage)
        expect(() => decodeURI(url.split(/[?#]/, 1)[0] ?? '')).not.toThrow()
        expect(routableUrl({ url } as IncomingMessage)).toBe(url)
        expect(routableUrl({ url: path } as IncomingMessage)).toBe(path)
      }),
      RUNS,
    )
  })
})

describe('bodies', () => {
  const json = fc.jsonValue({ maxDepth: 4 })

  test('have one canonical text, which says the same', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value)
        expect(JSON.parse(text)).toStrictEqual(JSON.parse(JSON.stringify(value)))
        expect(canonicalJson(JSON.parse(text))).toBe(text)
      }),
      RUNS,
    )
  })

  test('that the short way takes are what JSON.parse makes of them', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          hostileText,
          json.map((value) => JSON.stringify(value)),
        ),
        (text) => {
          const taken = plainObject(Buffer.from(text), text)
          if (taken !== undefined) expect(taken).toStrictEqual(JSON.parse(text))
        },
      ),
      RUNS,
    )
  })

  test('of any bytes are read or refused', async () => {
    const { server } = await startApi()
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      nearly(json.map((value) => JSON.stringify(value))).map((text) => Buffer.from(text)),
    )
    await fc.assert(
      fc.asyncProperty(bytes, async (payload) => {
        const headers = { 'content-type': 'application/json' }
        const { statusCode, body } = await server.inject({ method: 'POST', url: '/validate', headers, payload })
        expect(statusCode, body).toBeLessThan(500)
      }),
      RUNS,
    )
  })
})

/** The parts that the look-up reads. */
function requestFrom(remoteAddress: string, forwarded: string): IncomingMessage {
  const parts: Partial<IncomingMessage> = {
    headers: { 'x-forwarded-for': forwarded },
    socket: { remoteAddress } as IncomingMessage['socket'],
  }
  return parts as IncomingMessage
}

function returnsOrRefuses(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    return error instanceof ApiError && error.code === 'IDEMPOTENCY_KEY_INVALID'
  }
}
