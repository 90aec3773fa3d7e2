import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { useKeyBox } from '../../support/keybox.ts'
import { expectEnvelope } from '../../support/reply.ts'
import { bytesUntilEnd, parseRawReply } from '../../support/raw-reply.ts'

const keybox = useKeyBox()

async function open(): Promise<Socket> {
  const socket = connect(keybox.address)
  await once(socket, 'connect')
  return socket
}

async function answerTo(bytes: string) {
  const socket = await open()
  socket.write(bytes, 'latin1')
  return parseRawReply(await bytesUntilEnd(socket))
}

describe('what the HTTP parser refuses', () => {
  test(row('RULE-PARSER', 'headers that are too large: 431'), async () => {
    const reply = await answerTo(`GET /health HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(70_000)}\r\n\r\n`)
    expect(reply.status).toBe(431)
    expectEnvelope(reply)
  })

  test.each([
    'NOT HTTP AT ALL\r\n\r\n',
    'GET /health HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n',
    'POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
    'POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
    'BREW /coffee HTTP/1.1\r\nHost: x\r\n\r\n',
  ])(row('RULE-PARSER', 'a request that is none: 400 to %j'), async (bytes) => {
    const reply = await answerTo(bytes)
    expect(reply.status).toBe(400)
    expectEnvelope(reply)
  })

  test(row('RULE-PARSER', 'a request that never ends: 408'), async () => {
    // The parser's own clock is set in whole minutes; here its alarm goes off by hand.
    const accepted = once(keybox.server.server, 'connection')
    const socket = await open()
    const [serverSide] = await accepted
    socket.write('POST /validate HTTP/1.1\r\nHost: x\r\n')
    const late = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
    const answer = bytesUntilEnd(socket)
    keybox.server.server.emit('clientError', late, serverSide)
    const reply = parseRawReply(await answer)
    expect(reply.status).toBe(408)
    expectEnvelope(reply)
  })

  test('waits for no request for ever', () => {
    const { requestTimeout, headersTimeout } = keybox.server.server
    for (const timeout of [requestTimeout, headersTimeout]) {
      expect(timeout).toBeGreaterThan(0)
      expect(timeout).toBeLessThanOrEqual(60_000)
    }
  })
})
