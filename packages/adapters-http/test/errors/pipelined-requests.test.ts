import { once } from 'node:events'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { gate, type Gate } from '@keybox/contracts'
import { beforeEach, expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { listen, parseRaw } from '../support/raw-http.ts'

const GARBAGE = 'nonsense\r\n\r\n'
const HEALTH = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n'
const CHUNKED =
  'POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'

function validate(headers = ''): string {
  const body = '{"key":"k"}'
  const head = `POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`
  return `${head}\r\n${headers}\r\n${body}`
}

let server: FastifyInstance
let port: number
/** Until it is open, nobody gets a verdict. */
let verdict: Gate

beforeEach(async () => {
  verdict = gate()
  const validateLicense = async () => {
    await verdict.opened
    return { verdict: { status: 'invalid' }, asOf: undefined, proven: false } as const
  }
  ;({ server } = await startApi({ useCases: { validateLicense } }))
  port = await listen(server)
})

/** The statuses of the replies, in order, until the server closes the connection; verdicts come after the parser's error. */
async function statusesOf(bytes: string, { half = false } = {}): Promise<readonly number[]> {
  const refused = once(server.server, 'clientError')
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.setEncoding('utf8').on('data', (text: string) => (received += text))
  const closed = once(socket, 'close')
  if (half) socket.end(bytes)
  else socket.write(bytes)
  await refused
  // More of the same is for the parser to refuse again.
  if (!half) socket.write(GARBAGE)
  verdict.open()
  await closed
  const replies = received.split(/(?<=\})(?=HTTP\/1\.1 )/).map((text) => parseRaw(text))
  for (const { headers, body } of replies) expect(Number(headers['content-length'])).toBe(Buffer.byteLength(body))
  return replies.map(({ status }) => status)
}

test.each([
  ['one', validate() + GARBAGE, [200, 400]],
  ['three', HEALTH + validate() + HEALTH + GARBAGE, [200, 200, 200, 400]],
  ['one, and then a body of broken chunks', `${validate()}${CHUNKED}nonsense\r\n`, [200, 400]],
  ['one, and then a body that breaks in its second chunk', `${validate()}${CHUNKED}1\r\n{\r\nnonsense\r\n`, [200, 400]],
  ['one that ends the connection', validate('Connection: close\r\n') + HEALTH, [200]],
])('requests before a broken one get their replies, and it gets its own: %s', async (_case, bytes, statuses) => {
  expect(await statusesOf(bytes)).toEqual(statuses)
})

test('a client that ends in the midst of its second request gets the reply to the first', async () => {
  expect(await statusesOf(`${validate()}GET /heal`, { half: true })).toEqual([200, 400])
})

test('a request whose body breaks after its reply gets no second one', async () => {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.setEncoding('utf8').on('data', (text: string) => (received += text))
  const closed = once(socket, 'close')
  socket.write(CHUNKED.replace('/validate', '/nowhere'))
  await once(socket, 'data')
  socket.write('nonsense\r\n')
  await closed
  expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 404'])
})

test('requests before one for a tunnel get their replies, and what follows it is none', async () => {
  const asked = once(server.server, 'connect')
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.setEncoding('utf8').on('data', (text: string) => (received += text))
  const closed = once(socket, 'close')
  socket.write(`${validate()}CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n${HEALTH}`)
  await asked
  verdict.open()
  await closed
  expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404'])
})

test('a client that is gone by the time its tunnel is refused takes nobody along', async () => {
  const accepted = once(server.server, 'connection')
  const asked = once(server.server, 'connect')
  const socket = connect(port, '127.0.0.1')
  const [serverSide] = await accepted
  // Not by `once`, which would take the error that somebody else has to.
  const gone = new Promise((resolve) => serverSide.on('close', resolve))
  socket.write(`${validate()}CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n`)
  await asked
  socket.resetAndDestroy()
  await gone
  verdict.open()
  expect((await server.inject('/health')).statusCode).toBe(200)
})
