import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  codePointLength,
  type InvalidValue,
  parseDisplayName,
  parseEmailAddress,
  parseEmailAttempt,
  parseEntityId,
  parseFingerprint,
  parseIdempotencyKey,
  parseLicenseKey,
  parsePageSize,
  parsePassword,
  parsePasswordAttempt,
  parseServiceCatalog,
  parseServices,
  parseTermMonths,
  Redacted,
  type Result,
} from '../src/index.ts'

/** The domain knows no runtime, and its tests import nothing but it. */
const RUNS = { numRuns: 500 }

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(' ', '\t', '\u00a0', '\ufeff', '\0', '\ud800', '\udc00', 'a', 'İ', 'ß', 'ς', '@', '.'),
  }),
  fc.string({ maxLength: 20 }).map((text) => text.repeat(60)),
)
const HEX = fc.constantFrom(...'0123456789abcdefABCDEF'.split(''))
const SYMBOL = fc.constantFrom(...'0123456789ABCXYZabcxyz'.split(''))
const hex = (length: number) => fc.string({ unit: HEX, minLength: length, maxLength: length })
const segment = fc.string({ unit: SYMBOL, minLength: 4, maxLength: 4 })
const keys = fc.tuple(hex(24), segment, segment, segment).map((parts) => ['kB', ...parts].join('-'))
const emails = fc.emailAddress()
const around = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\u00a0', '\ufeff'), maxLength: 3 })

type Parse = (text: string) => Result<unknown, InvalidValue>

const parsers: Readonly<Record<string, Parse>> = {
  parseDisplayName,
  parseEmailAddress,
  parseEmailAttempt,
  parseEntityId: (text) => parseEntityId('Client', text),
  parseFingerprint,
  parseIdempotencyKey,
  parseLicenseKey,
  parsePassword,
  parsePasswordAttempt,
  parseServiceCatalog: (text) => parseServiceCatalog(text.split(',')),
}

/** The text that a value came to; undefined: it stands for none. */
function textOf(value: unknown): string | undefined {
  if (value instanceof Redacted) return value.reveal()
  return typeof value === 'string' ? value : undefined
}

describe.each(Object.entries(parsers))('%s', (_name, parse) => {
  it('gives every text a value or a reason, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, keys, emails, hex(24)), (text) => {
        const parsed = parse(text)
        if (!parsed.ok)
          expect(parsed.error).toMatchObject({ type: 'InvalidValue', reason: expect.stringMatching(/\S/) })
      }),
      RUNS,
    )
  })

  it('makes of what it made the same again', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, keys, emails, hex(24)), (text) => {
        const first = parse(text)
        const made = first.ok ? textOf(first.value) : undefined
        if (made === undefined) return
        const second = parse(made)
        expect(second.ok && textOf(second.value)).toBe(made)
      }),
      RUNS,
    )
  })

  it('lets nothing through that no store can hold', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const parsed = parse(text)
        const made = parsed.ok ? (textOf(parsed.value) ?? '') : ''
        expect(made.isWellFormed() && !made.includes('\0')).toBe(true)
        expect(codePointLength(made)).toBeLessThanOrEqual(1024)
      }),
      RUNS,
    )
  })
})

describe('what people type', () => {
  it('is the same key, id and email whatever white space stands around it, and in any letter case', () => {
    fc.assert(
      fc.property(keys, hex(24), emails, around, around, (key, id, email, before, after) => {
        const typed = (text: string): string => before + text.toLowerCase() + after
        expect(textOf(valueOf(parseLicenseKey(typed(key))))).toBe(textOf(valueOf(parseLicenseKey(key))))
        expect(valueOf(parseEntityId('Client', typed(id)))).toBe(valueOf(parseEntityId('Client', id)))
        expect(valueOf(parseEmailAttempt(typed(email)))).toBe(valueOf(parseEmailAttempt(email)))
      }),
      RUNS,
    )
  })

  it('is taken as it is where it is a secret', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const parse of [parsePassword, parsePasswordAttempt, parseFingerprint]) {
          const parsed = parse(text)
          if (parsed.ok && parsed.value !== undefined) expect(parsed.value.reveal()).toBe(text)
        }
      }),
      RUNS,
    )
  })
})

describe('numbers and lists', () => {
  const anything = fc.oneof(fc.anything(), fc.double(), fc.integer({ min: -2, max: 14 }))

  it('are whole numbers in their bounds, and nothing that only looks like one', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const isTerm = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 12
        expect(parseTermMonths(value).ok).toBe(isTerm)
        if (typeof value === 'number') {
          expect(parsePageSize(value).ok).toBe(Number.isInteger(value) && value >= 1 && value <= 500)
        }
      }),
      RUNS,
    )
  })

  it('hold services that are sold, each once', () => {
    const catalog = valueOf(parseServiceCatalog(['Hosting', 'Domain', 'Mail']))
    const names = fc.array(fc.oneof(fc.constantFrom('Hosting', 'Domain', 'Mail', 'hosting', '__proto__'), hostile))
    fc.assert(
      fc.property(names, (chosen) => {
        const parsed = catalog === undefined ? undefined : parseServices(catalog, chosen)
        const isRight =
          chosen.length > 0 &&
          new Set(chosen).size === chosen.length &&
          chosen.every((name) => ['Hosting', 'Domain', 'Mail'].includes(name))
        expect(parsed?.ok).toBe(isRight)
        if (parsed?.ok === true) expect(parsed.value).toEqual(chosen)
      }),
      RUNS,
    )
  })
})

function valueOf<T>(result: Result<T, unknown>): T | undefined {
  return result.ok ? result.value : undefined
}
