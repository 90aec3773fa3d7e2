import type { Random } from '@keybox/contracts'
import {
  BODIES,
  CHUNK_FAULTS,
  ENCODINGS,
  LENGTHS,
  LINE_ENDS,
  METHODS,
  ODD_HEADERS,
  ODD_METHODS,
  ODD_TARGETS,
  ROUTES,
  SPACES,
  TYPES,
  VERSIONS,
  size,
} from './request-parts.ts'
import type { WireTarget } from './target.ts'

/**
 * Requests below HTTP: each part of one (RFC 9112) drawn from what is right, what is odd and what is wrong. Texts are
 * Latin-1: a character is a byte.
 */

/** A request of which some parts are wrong: sometimes none, seldom all. */
export function grammarRequest(random: Random, target: WireTarget): string {
  const wrongness = random.pick([0.02, 0.05, 0.2])
  const isOdd = (): boolean => random.chance(wrongness)
  const end = (): string => (random.chance(wrongness / 4) ? random.pick(LINE_ENDS) : '\r\n')
  const space = (): string => (random.chance(wrongness / 4) ? random.pick(SPACES) : ' ')
  const [itsMethod, itsPath] = random.pick(ROUTES)
  const method = isOdd() ? random.pick(random.chance(0.5) ? METHODS : ODD_METHODS) : itsMethod
  const path = isOdd() ? random.pick(ODD_TARGETS) : itsPath
  const version = isOdd() ? random.pick(VERSIONS) : 'HTTP/1.1'
  const body = bodyOf(random, target, isOdd())
  const { headers, payload } = framed(random, body, isOdd())
  if (random.chance(0.5)) headers.push(`Authorization: Bearer ${target.token}`)
  if (!isOdd()) headers.push('Host: x')
  headers.push(`Content-Type: ${isOdd() ? random.pick(TYPES) : 'application/json'}`)
  while (isOdd()) headers.push(random.pick(ODD_HEADERS))
  const lines = shuffled(random, headers).map((header) => header + end())
  return `${method}${space()}${path}${space()}${version}${end()}${lines.join('')}${end()}${payload}`
}

function bodyOf(random: Random, { key, clientId, projectId, email }: WireTarget, odd: boolean): string {
  if (odd) return random.pick(BODIES)
  return JSON.stringify(
    random.pick<object>([
      { key, machineId: 'pc' },
      { key: 'KB-none', instanceId: 'i', productName: 'p' },
      { clientId, projectId, duration: 0, projectName: 'P', services: ['None'] },
      { email, name: 'A' },
      { revoked: 'x' },
      {},
    ]),
  )
}

function framed(random: Random, body: string, odd: boolean): { headers: string[]; payload: string } {
  const length = `Content-Length: ${body.length}`
  if (!odd) {
    return random.chance(0.8)
      ? { headers: [length], payload: body }
      : { headers: ['Transfer-Encoding: chunked'], payload: `${size(body)}\r\n${body}\r\n0\r\n\r\n` }
  }
  const encoding = `Transfer-Encoding: ${random.pick(ENCODINGS)}`
  const chunks = random.pick(CHUNK_FAULTS)(body)
  return random.pick([
    { headers: [`Content-Length: ${random.pick(LENGTHS)}`], payload: body },
    { headers: [`Content-Length: ${body.length + random.whole(7) - 3}`], payload: body },
    { headers: [length, `Content-Length: ${random.pick([...LENGTHS, String(body.length)])}`], payload: body },
    { headers: [length, encoding], payload: chunks },
    { headers: [encoding, 'Transfer-Encoding: chunked'], payload: chunks },
    { headers: [encoding], payload: chunks },
    { headers: ['Transfer-Encoding : chunked', length], payload: chunks },
    { headers: ['Transfer-Encoding: chunked'], payload: chunks },
    { headers: [], payload: body },
  ])
}

function shuffled<T>(random: Random, values: readonly T[]): readonly T[] {
  return values
    .map((value) => ({ value, place: random.below(1) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value)
}
