import { randomInt } from 'node:crypto'
import type { JsonObject } from '../bare/bare-route.ts'
import { postsOf, type Requests } from '../load/request-file.ts'
import { MACHINE } from '../seed/records.ts'
import { repeatableRandom } from '../statistics.ts'
import { zipfRanks } from '../zipf.ts'

/** How many requests are drawn, at least, before they repeat. */
const DRAWN = 50_000

export function validateBody(key: string): JsonObject {
  return { key, machineId: MACHINE }
}

/** The same key over and over. */
export function hotKey([key = '']: readonly string[]): Requests {
  return postsOf('/validate', [validateBody(key)])
}

/** Keys drawn by Zipf's law: the first of them is the most asked for. Of a million so many that a cache cannot hold them. */
export function zipfKeys(keys: readonly string[]): Requests {
  const rank = zipfRanks(keys.length, repeatableRandom(7))
  return postsOf(
    '/validate',
    Array.from({ length: Math.max(DRAWN, keys.length / 2) }, () => validateBody(keys[rank()] ?? '')),
  )
}

const SYMBOLS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Well-formed keys that no store holds, hardly any twice. */
export function unknownKeys(): Requests {
  return postsOf(
    '/validate',
    Array.from({ length: DRAWN }, () => validateBody(unknownKey())),
  )
}

export function unknownKey(project = '65a1b2c3d4e5f60718293a4b'): string {
  return `KB-${project}-${segment()}-${segment()}-${segment()}`
}

function segment(): string {
  return Array.from({ length: 4 }, () => SYMBOLS.charAt(randomInt(SYMBOLS.length))).join('')
}
