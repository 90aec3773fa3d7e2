import { describe, expect, test } from 'vitest'
import { readReplies } from '../support/wire/replies.ts'
import { faultOf } from '../support/wire/reply-faults.ts'

/** The judge of the fuzzer, on replies that are right and on such as no server should give. */

const ID = '7d1c0f3e-0f0b-4c3a-9d52-1d7ab0d7c9a4'
const ERROR = JSON.stringify({ success: false, message: 'Bad request', code: 'BAD_REQUEST', requestId: ID })

function reply(status: string, body: string, changes: Readonly<Record<string, string | undefined>> = {}): string {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'x-request-id': ID,
    'cache-control': 'no-store',
    'content-length': String(body.length),
    ...changes,
  }
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
  return [`HTTP/1.1 ${status}`, ...lines, '', body].join('\r\n')
}

const GOOD = reply('200 OK', '{"success":true}')
const REFUSED = reply('400 Bad Request', ERROR)
const CHUNKED = `${reply('200 OK', '', { 'content-length': undefined, 'transfer-encoding': 'chunked' })}10\r\n{"success":true}\r\n0\r\n\r\n`

function faultIn(bytes: string): string | undefined {
  const { replies, fault } = readReplies(bytes)
  return fault ?? replies.map(faultOf).find((found) => found !== undefined)
}

describe('takes', () => {
  test.each([
    ['none at all', '', 0],
    ['one', GOOD, 1],
    ['several, an interim one between them', `${GOOD}HTTP/1.1 100 Continue\r\n\r\n${REFUSED}${CHUNKED}`, 3],
    ['one to HEAD, before another', `${reply('404 Not Found', '', { 'content-length': '121' })}${GOOD}`, 2],
    ['one that ends with its connection', reply('200 OK', '{"success":true}', { 'content-length': undefined }), 1],
  ])('%s', (_name, bytes, count) => {
    expect(faultIn(bytes)).toBeUndefined()
    expect(readReplies(bytes).replies).toHaveLength(count)
  })
})

describe('finds', () => {
  test.each([
    ['what is no HTTP', 'hello'],
    ['a head that is cut', GOOD.slice(0, 30)],
    ['a body that is cut', GOOD.slice(0, -3)],
    ['a body that is longer than it says', `${GOOD}x`],
    ['a header with a line break in it', reply('200 OK', '{"success":true}', { 'x-a': 'b\r\nc d' })],
    ['a header that is there twice', reply('200 OK', '{"success":true}', { 'Content-Length': '16' })],
    ['chunks that are none', CHUNKED.replace('10\r\n', 'zz\r\n')],
    ['chunks that do not end', CHUNKED.slice(0, -5)],
    ['a length beside chunks', CHUNKED.replace('transfer-encoding', 'content-length: 5\r\ntransfer-encoding')],
    ['a 500', reply('500 Internal Server Error', ERROR)],
    ['a 503', reply('503 Service Unavailable', ERROR)],
    ['a 405, which the contract does not have', reply('405 Method Not Allowed', ERROR)],
    ['an error in HTML', reply('400 Bad Request', '<h1>Bad</h1>', { 'content-type': 'text/html' })],
    ['an error without a code', reply('400 Bad Request', ERROR.replace('code', 'kode'))],
    ['an error that says success', reply('400 Bad Request', ERROR.replace('false', 'true'))],
    ['an error with the id of another', reply('400 Bad Request', ERROR, { 'x-request-id': 'another' })],
    ['a reply without an id', reply('200 OK', '{"success":true}', { 'x-request-id': undefined })],
    ['a reply that may be kept', reply('200 OK', '{"success":true}', { 'cache-control': 'max-age=60' })],
    ['JSON that is none', reply('200 OK', '{"success":tru')],
  ])('%s', (_name, bytes) => {
    expect(faultIn(bytes)).toBeDefined()
  })
})
