import { hostileText, nearly, PROPERTY_RUNS } from '@keybox/contracts'
import type { InvalidValue, Result } from '@keybox/domain'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCacheSize } from '../src/configuration/cache-size.ts'
import { readConfiguration } from '../src/configuration/configuration.ts'
import { parseCorsOrigins } from '../src/configuration/cors-origins.ts'
import { describeDatabase, parseDatabaseUrl } from '../src/configuration/database-url.ts'
import { parseDrain } from '../src/configuration/drain.ts'
import { parseDuration, parseRequestDeadline } from '../src/configuration/duration.ts'
import { parseHost, parsePort } from '../src/configuration/listen-address.ts'
import { parseRateMax } from '../src/configuration/rate.ts'
import { parseTrustedProxies } from '../src/configuration/trusted-proxies.ts'

const RUNS = { numRuns: PROPERTY_RUNS }

const durations = fc.tuple(fc.nat(), fc.constantFrom('s', 'm', 'h', 'd')).map(([count, unit]) => `${count}${unit}`)
const addresses = fc.oneof(fc.ipV4(), fc.ipV6())
const ranges = fc.tuple(addresses, fc.nat({ max: 130 })).map(([address, prefix]) => `${address}/${prefix}`)
const databaseUrls = fc.oneof(
  fc.constantFrom('memory:', 'sqlite:a.db', 'sqlite:///a/b.db', 'sqlite://a', 'sqlite::memory:', 'sqlite:'),
  fc.webUrl().map((url) => url.replace(/^https?:/, 'mongodb:')),
)
const origins = fc.webUrl({ withQueryParameters: false, withFragments: false }).map((url) => new URL(url).origin)
const lists = (entries: fc.Arbitrary<string>) =>
  fc.array(entries, { minLength: 1, maxLength: 4 }).map((list) => list.join(', '))

const parsers: Readonly<
  Record<string, readonly [(text: string) => Result<unknown, InvalidValue>, fc.Arbitrary<string>]>
> = {
  parseDuration: [parseDuration, durations],
  parseRequestDeadline: [parseRequestDeadline, durations],
  parseDrain: [parseDrain, durations],
  parseRateMax: [parseRateMax, fc.nat().map(String)],
  parseCacheSize: [parseCacheSize, fc.nat().map(String)],
  parsePort: [parsePort, fc.nat({ max: 70_000 }).map(String)],
  parseHost: [parseHost, fc.oneof(addresses, fc.domain())],
  parseDatabaseUrl: [parseDatabaseUrl, databaseUrls],
  parseCorsOrigins: [parseCorsOrigins, lists(origins)],
  parseTrustedProxies: [parseTrustedProxies, lists(fc.oneof(addresses, ranges))],
}

describe.each(Object.entries(parsers))('%s', (_name, [parse, form]) => {
  test('gives every text a value or a reason of one line, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, form, nearly(form)), (text) => {
        const parsed = parse(text)
        if (!parsed.ok) expect(parsed.error.reason).toMatch(/\S/)
      }),
      RUNS,
    )
  })
})

describe('lists', () => {
  test.each([
    ['origins', parseCorsOrigins, lists(origins)],
    ['trusted proxies', parseTrustedProxies, lists(ranges)],
  ] as const)('of %s are the same again when they are read from what was made of them', (_name, parse, form) => {
    fc.assert(
      fc.property(fc.oneof(form, nearly(form)), (text) => {
        const parsed = parse(text)
        if (!parsed.ok || parsed.value === '*') return
        expect(parse(parsed.value.join(','))).toStrictEqual(parsed)
      }),
      RUNS,
    )
  })
})

describe('numbers', () => {
  test('are those that the text says', () => {
    fc.assert(
      fc.property(fc.nat({ max: 65_535 }), fc.integer({ min: 1, max: 365 }), (port, days) => {
        expect(parsePort(String(port))).toStrictEqual({ ok: true, value: port })
        expect(parseDuration(`${days}d`)).toStrictEqual({ ok: true, value: days * 86_400_000 })
        expect(parseDuration(`${days * 24}h`)).toStrictEqual(parseDuration(`${days}d`))
      }),
      RUNS,
    )
  })
})

describe('secrets', () => {
  const MARK = 'HIDDEN'
  const secret = fc.tuple(hostileText, hostileText).map(([before, after]) => before + MARK + after)

  test('in the URI of a database are not in what is shown of it', () => {
    const rest = fc.constantFrom('@host/name', '@a:1,b:2/name?w=1', '@host', '', '/?a=b')
    fc.assert(
      fc.property(fc.constantFrom('mongodb://', 'mongodb+srv://'), secret, rest, (scheme, password, end) => {
        const parsed = parseDatabaseUrl(`${scheme}user:${password}${end.startsWith('@') ? end : `@host${end}`}`)
        if (parsed.ok) expect(describeDatabase(parsed.value)).not.toContain(MARK)
        else expect(parsed.error.reason).not.toContain(MARK)
      }),
      RUNS,
    )
  })

  test('are in no problem with the configuration', () => {
    fc.assert(
      fc.property(secret, secret, hostileText, (master, url, other) => {
        const read = readConfiguration({ KEYBOX_SECRET: master, KEYBOX_DATABASE_URL: url, PORT: other, HOST: other })
        if (!read.ok) expect(read.error.join('\n')).not.toContain(MARK)
      }),
      RUNS,
    )
  })
})

test('whatever the variables hold, every problem is a line that begins with the name of one', () => {
  const names = [
    'HOST',
    'PORT',
    'KEYBOX_DATABASE_URL',
    'KEYBOX_SECRET',
    'KEYBOX_SIGNUP',
    'KEYBOX_VALIDATE_RATE_MAX',
    'KEYBOX_VALIDATE_RATE_WINDOW',
    'KEYBOX_CORS_ORIGINS',
    'KEYBOX_TRUSTED_PROXIES',
    'KEYBOX_SERVICES',
    'KEYBOX_CACHE_MAX',
    'KEYBOX_DRAIN',
    'KEYBOX_LOG_LEVEL',
    'NODE_ENV',
    '__proto__',
  ]
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), hostileText), (environment) => {
      const read = readConfiguration(environment)
      if (read.ok) return
      expect(read.error.length).toBeGreaterThan(0)
      for (const line of read.error) {
        expect(line).toMatch(/^[A-Z_]+ \S/)
        expect(line).not.toMatch(/[\r\n\0]/)
      }
    }),
    RUNS,
  )
})
