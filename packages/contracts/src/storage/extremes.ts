import { instant, type Instant, type License } from '@keybox/domain'

/** Names that a store with the wrong text type, length unit, normalisation or escaping changes. */
export const TELLING_NAMES: readonly (readonly [label: string, name: string])[] = [
  ['200 code points outside the BMP', '🗝️'.repeat(100)],
  ['composed and decomposed letters', 'Zoe\u0308 Zo\u00EB'],
  ['right to left', 'مفتاح מפתח'],
  ['quotes and operators', `Robert'); DROP TABLE clients;-- "$gt" {$ne: 1}`],
  ['white space and control characters inside', 'a\u00A0b\tc\u200Bd\u0001e'],
  ['what reads like a number', '1e3'],
  ['what reads like null', 'null'],
]

/** The last time that a Date can hold. https://tc39.es/ecma262/#sec-time-values-and-time-range */
const LATEST = 8.64e15

/** Times that a store with too small a number, a text form of four-digit years, or whole seconds changes. */
export const EXTREME_TIMES: readonly (readonly [label: string, time: Instant])[] = [
  ['the epoch', instant(0)],
  ['a millisecond before the epoch', instant(-1)],
  ['a millisecond of a second', instant(Date.UTC(2024, 1, 29, 23, 59, 59, 999))],
  ['beyond 32 bits of seconds', instant(Date.UTC(2038, 0, 19, 3, 14, 8))],
  ['a year of five digits', instant(Date.UTC(10_000, 0, 1))],
  ['the earliest', instant(-8.64e15)],
  ['the latest', instant(LATEST)],
]

/** The shortest term that begins at `time`; where there is no later time, that ends at it. */
export function termAt(time: Instant): Pick<License, 'issuedAt' | 'expiresAt'> {
  const issuedAt = time < LATEST ? time : instant(time - 1)
  return { issuedAt, expiresAt: instant(issuedAt + 1) }
}
