import type { Random } from '@keybox/contracts'
import { deeplyNested } from '../hostile-values.ts'
import type { WireTarget } from './target.ts'

/**
 * Requests below HTTP: each part of one (RFC 9112) drawn from what is right, what is odd and what is wrong. Texts are
 * Latin-1: a character is a byte.
 */

const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND', 'PURGE']
const ODD_METHODS = [
  'CONNECT',
  'PRI',
  'BREW',
  'get',
  'Post',
  'G\0ET',
  '',
  ' GET',
  'M-SEARCH',
  'SOURCE',
  'A'.repeat(300),
  '\xff',
]
const ROUTES = [
  ['POST', '/validate'],
  ['POST', '/validate/activate'],
  ['POST', '/auth/login'],
  ['POST', '/auth/signup'],
  ['GET', '/auth/me'],
  ['POST', '/clients'],
  ['POST', '/projects/createProject'],
  ['POST', '/license/create'],
  ['PATCH', '/license/revoke/KB-none'],
  ['GET', '/dashboard'],
  ['GET', '/health'],
  ['GET', '/health/ready'],
  ['GET', '/openapi.json'],
] as const
const ODD_TARGETS = [
  '*',
  '',
  '//',
  '//health',
  '/../health',
  '/health/../validate',
  '/./health',
  '/health;a=b',
  '/health#a',
  '/health?',
  '/health%00',
  '/%',
  '/%zz',
  '/%ff',
  '/%c0%ae%c0%ae/',
  '/license/revoke/%2e%2e%2f',
  '/license/revoke/',
  `/license/revoke/${'k'.repeat(5000)}`,
  '/validate/',
  '/VALIDATE',
  '/dashboard?clientId=a&clientId=b',
  '/dashboard?clientId[$gt]=',
  '/dashboard?limit=1e3&cursor=%00',
  `/dashboard?${'a=b&'.repeat(1000)}`,
  'http://x/health',
  'http://other.example:1/validate',
  'https://x/validate',
  'ftp://x',
  'x:443',
  'health',
  '/he alth',
  '/h\xe4lth',
  '/\0',
  `/${'a'.repeat(20_000)}`,
  '/docs/..%2f..%2fpackage.json',
  '/docs/static/..%5c..%5cindex.html',
  '/docs/static/%00',
  '/docs/static/swagger-ui.css',
  '/docs/static/index.html',
  '/docs/static/',
  '/docs',
  '/__proto__',
  '/constructor',
]
const VERSIONS = [
  'HTTP/1.0',
  'HTTP/0.9',
  'HTTP/2.0',
  'HTTP/1.2',
  'HTTP/11',
  'http/1.1',
  'HTTP/1.1 ',
  'HTTP/9.9',
  'HTTP/1.',
  'XTTP/1.1',
  '',
  'ICE/1.0',
]
const LINE_ENDS = ['\n', '\r', '\r\r\n', '\r\n\r\n', '\n\r', '', ' \r\n', '\0\r\n']
const SPACES = ['  ', '\t', '', '\x0b', '\r', ' \t ']

const LENGTHS = [
  '-1',
  '+5',
  '0x10',
  '5, 5',
  '5,6',
  '',
  ' ',
  '1e3',
  '99999999999999999999',
  '18446744073709551616',
  '0',
  '1',
  '65537',
  '٥',
  '5 5',
  '5\t',
  '00005',
  '1.5',
  'NaN',
]
const ENCODINGS = [
  'chunked',
  'Chunked',
  'chunked, identity',
  'identity',
  'gzip, chunked',
  'chunked, chunked',
  'xchunked',
  '\x0bchunked',
  'chunked;q=1',
  'chunked,',
  '"chunked"',
  '',
  'chu\0nked',
  'chunked\r\n , gzip',
]
const TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  '',
  'application/json, text/html',
  'multipart/form-data; boundary=x',
  'APPLICATION/JSON',
  'application/\0json',
  'x'.repeat(3000),
  '\xff',
]
const ODD_HEADERS = [
  'Connection: close',
  'Connection: keep-alive',
  'Connection: upgrade\r\nUpgrade: websocket',
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA',
  'Connection: close, keep-alive',
  'Connection: content-length',
  'Connection: \xff',
  'Proxy-Connection: close',
  'Keep-Alive: timeout=99999999999',
  'Expect: 100-continue',
  'Expect: 200-ok',
  'TE: trailers',
  'Trailer: Content-Length',
  'Host:',
  'Host: a\r\nHost: b',
  'Host: x y',
  'Host : x',
  'Content-Encoding: gzip',
  'Content-Encoding: identity',
  'Accept: \xff',
  'Accept-Encoding: ' + 'gzip,'.repeat(500),
  'Authorization: ',
  'Authorization: Bearer',
  'Authorization: Bearer a\r\nAuthorization: Bearer b',
  'Authorization: Basic \xff\xfe',
  `Authorization: Bearer ${'e.'.repeat(2000)}`,
  'X-Forwarded-For: 1.2.3.4, ::1, unknown, 999.1.1.1',
  'X-Forwarded-For: ' + '1.1.1.1,'.repeat(500),
  'Forwarded: for="[::1]:80"',
  'X-Http-Method-Override: DELETE',
  'Idempotency-Key: ',
  'Idempotency-Key: a\r\nIdempotency-Key: b',
  `Idempotency-Key: ${'k'.repeat(300)}`,
  'Origin: null',
  'Origin: http://\xe4',
  'Origin: http://a.example\r\nAccess-Control-Request-Method: \0',
  'Cookie: a=b; __proto__=c; =; ;;',
  '__proto__: x',
  'constructor: x',
  ': no name',
  'no colon',
  ' folded: x',
  'Folded: a\r\n b\r\n\tc',
  'Bare: a\rb',
  'Nul: a\0b',
  'Na\0me: x',
  'Na me: x',
  'N\xe4me: x',
  'Range: bytes=0-,0-,0-',
  'Range: bytes=0-5',
  'Range: bytes=99999999-',
  'If-None-Match: *',
  'If-Match: "a"',
  'If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT',
  'If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT',
  'Content-Type: application/json\r\nContent-Type: text/plain',
  'X-Long: ' + 'x'.repeat(20_000),
  Array.from({ length: 100 }, (_, number) => `X-${number}: ${number}`).join('\r\n'),
  Array.from({ length: 2100 }, () => 'a:').join('\r\n'),
]
const BODIES = [
  '',
  '{',
  '[]',
  'null',
  '"text"',
  '\xef\xbb\xbf{}',
  '\xff\xfe{\0}\0',
  '{"key":"\0"}',
  '{"key":"\\u0000"}',
  '{"key":"\\ud800"}',
  '{"key":1e400}',
  '{"key":"\xc3\x28"}',
  '{"__proto__":{}}',
  '{"constructor":{"prototype":{}}}',
  '{"key":"a","key":"b"}',
  '{"key":{"$gt":""},"machineId":["a"]}',
  '{"duration":1e308,"services":{"length":1}}',
  `{"key":"${'k'.repeat(66_000)}"}`,
  `{"a":"${'b'.repeat(64 * 1024 - 8)}"}`,
  deeplyNested(2000),
  `[${'['.repeat(5000)}`,
  'key=a&machineId=b',
  '\0\0\0\0',
]
const CHUNK_FAULTS: readonly ((body: string) => string)[] = [
  (body) => `${size(body)}\r\n${body}\r\n`,
  (body) => `${size(body)}\r\n${body}\r\n0\r\nX-Trailer: a\r\n\r\n`,
  (body) => `${size(body)}\r\n${body}\r\n0\r\nContent-Length: 5\r\nTransfer-Encoding: x\r\n\r\n`,
  (body) => `${size(body)};ext="a\0b"\r\n${body}\r\n0\r\n\r\n`,
  (body) => `${size(body)};${'e'.repeat(20_000)}\r\n${body}\r\n0\r\n\r\n`,
  (body) => `${size(body)}\n${body}\n0\n\n`,
  (body) => `${size(body)}\r\n${body}0\r\n\r\n`,
  (body) => `-1\r\n${body}\r\n0\r\n\r\n`,
  (body) => `0x${size(body)}\r\n${body}\r\n0\r\n\r\n`,
  (body) => `ffffffffffffffff\r\n${body}`,
  (body) => `fffffffff\r\n${body}`,
  (body) => `zz\r\n${body}\r\n0\r\n\r\n`,
  (body) => `\r\n${body}\r\n0\r\n\r\n`,
  (body) => `000000${size(body)}\r\n${body}\r\n0\r\n\r\n`,
  (body) => `${[...body].map((byte) => `1\r\n${byte}\r\n`).join('')}0\r\n\r\n`,
  () => '0\r\n\r\n',
]

const size = (body: string): string => body.length.toString(16)

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
