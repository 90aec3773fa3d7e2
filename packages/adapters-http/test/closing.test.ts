import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { gate } from '@keybox/contracts'
import { startApi } from './support/api.ts'
import { listen, parseRaw, type RawReply } from './support/raw-http.ts'

const validate = (key: string) => {
  const body = JSON.stringify({ key })
  return `POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

/** Resolves once the server has read so many bytes, of all connections together. */
function bytesReceived(server: FastifyInstance): (bytes: number) => Promise<void> {
  const sockets: Socket[] = []
  server.server.on('connection', (socket) => sockets.push(socket))
  return async (bytes) => {
    while (sockets.reduce((sum, socket) => sum + socket.bytesRead, 0) < bytes) {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** The next reply on a connection that stays open. */
async function nextReply(socket: Socket): Promise<RawReply> {
  let text = ''
  for (;;) {
    const [bytes] = (await once(socket, 'data')) as [Buffer]
    text += bytes.toString('utf8')
    const reply = parseRaw(text)
    if (reply.body.length >= Number(reply.headers['content-length'])) return reply
  }
}

test('what is in flight is finished; what comes later over an open connection is told to come back', async () => {
  const asked = gate()
  const answer = gate()
  const validateLicense = async () => {
    asked.open()
    await answer.opened
    return { verdict: { status: 'invalid' }, asOf: undefined, proven: false } as const
  }
  const { server } = await startApi({ useCases: { validateLicense } })
  const received = bytesReceived(server)
  const port = await listen(server)
  const inFlight = connect(port, '127.0.0.1')
  const late = connect(port, '127.0.0.1')
  const ready = connect(port, '127.0.0.1')
  inFlight.write(validate('first'))
  // A request that has begun keeps a connection from being closed as idle.
  late.write(validate('second').slice(0, 10))
  ready.write('GET /health/ready HTTP/1.1\r\n')
  await asked.opened
  await received(validate('first').length + 10 + 'GET /health/ready HTTP/1.1\r\n'.length)

  const closed = server.close()
  late.write(validate('second').slice(10))
  ready.write('Host: x\r\n\r\n')
  const refused = await nextReply(late)
  expect(refused.status).toBe(503)
  expect(refused.headers).toMatchObject({ 'retry-after': '5', connection: 'close', 'cache-control': 'no-store' })
  expect(JSON.parse(refused.body)).toMatchObject({
    success: false,
    code: 'SHUTTING_DOWN',
    valid: null,
    status: 'server_error',
    requestId: refused.headers['x-request-id'],
  })
  const notReady = await nextReply(ready)
  expect(notReady.status).toBe(503)
  expect(JSON.parse(notReady.body)).toMatchObject({ success: false, message: 'Not ready', code: 'NOT_READY' })

  answer.open()
  const finished = await nextReply(inFlight)
  expect(finished.status).toBe(200)
  inFlight.end()
  await closed
})
