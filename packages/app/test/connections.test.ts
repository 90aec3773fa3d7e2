import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'

import { describe, expect, it, onTestFinished } from 'vitest'

import { trackConnections } from '../src/connections.ts'

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

/** A server whose replies the test writes. */
async function server(most = Infinity) {
  const replies: ServerResponse[] = []
  const http = createServer((_request, response) => replies.push(response))
  const connections = trackConnections(http, most)
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => void http.close())
  const address = http.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { http, port, replies, connections }
}

/** All that the connection ever receives, once it has ended. */
async function received(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  await once(socket, 'close')
  return text
}

async function open({ http, port }: { http: ReturnType<typeof createServer>; port: number }): Promise<Socket> {
  const [socket] = [connect(port, '127.0.0.1')]
  await Promise.all([once(socket, 'connect'), once(http, 'connection')])
  return socket
}

describe('connections', () => {
  it('without a request are ended, also those on which there never was one', async () => {
    const running = await server()
    const [silent, used] = [await open(running), await open(running)]
    used.write(REQUEST)
    await once(running.http, 'request')
    running.replies[0]?.end('done')
    await once(used, 'data')
    const ended = Promise.all([once(silent, 'close'), once(used, 'close')])
    silent.resume()
    running.connections.endIdle()
    await ended
  })

  it('get their reply first, and are told that it is the last', async () => {
    const running = await server()
    const socket = await open(running)
    const text = received(socket)
    socket.write(REQUEST)
    await once(running.http, 'request')
    running.connections.endIdle()
    running.replies[0]?.end('done')
    expect(await text).toMatch(/^HTTP\/1.1 200 OK\r\nconnection: close\r\n[^]*\r\n\r\ndone$/)
  })

  it('get the replies to all requests that came, the last of which says that it is', async () => {
    const running = await server()
    const socket = await open(running)
    const text = received(socket)
    socket.write(REQUEST + REQUEST + REQUEST)
    while (running.replies.length < 3) await once(running.http, 'request')
    running.connections.endIdle()
    for (const reply of running.replies) reply.end('done')
    const replies = (await text).split('done').slice(0, -1)
    expect(replies.map((reply) => reply.includes('connection: close'))).toEqual([false, false, true])
  })

  it('get the whole of a reply that had begun', async () => {
    const running = await server()
    const socket = await open(running)
    const text = received(socket)
    socket.write(REQUEST)
    await once(running.http, 'request')
    running.replies[0]?.write('one ')
    running.connections.endIdle()
    running.replies[0]?.end('x'.repeat(1_000_000))
    const whole = await text
    expect(whole.replaceAll(/[^x]/g, '')).toHaveLength(1_000_000)
    expect(whole.endsWith('x\r\n0\r\n\r\n')).toBe(true)
  })

  it('make room where too many are open: those that never sent a request, then those that wait for none', async () => {
    const running = await server(2)
    const asking = await open(running)
    asking.write(REQUEST)
    await once(running.http, 'request')
    const used = await open(running)
    used.write(REQUEST)
    await once(running.http, 'request')
    running.replies[1]?.end('done')
    await once(used, 'data')

    const endOfUsed = once(used.resume(), 'close')
    const silent = await open(running)
    await endOfUsed
    const endOfSilent = once(silent.resume(), 'close')
    const last = await open(running)
    await endOfSilent
    last.write(REQUEST)
    await once(running.http, 'request')
    for (const reply of running.replies) if (!reply.writableEnded) reply.end('done')
    await Promise.all([once(asking, 'data'), once(last, 'data')])
    for (const socket of [asking, last]) socket.destroy()
  })

  it('make room also where a request does not end, and none where all wait for replies', async () => {
    const running = await server(1)
    const dripping = await open(running)
    dripping.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1')
    await once(running.http, 'request')
    const endOfDripping = once(dripping.resume(), 'close')
    const asking = await open(running)
    await endOfDripping
    asking.write(REQUEST)
    await once(running.http, 'request')
    const tooMany = (await open(running)).on('error', () => {})
    await once(tooMany.resume(), 'close')
    running.replies[1]?.end('done')
    await once(asking, 'data')
    asking.destroy()
  })

  it('that come later are ended at once', async () => {
    const running = await server()
    running.connections.endIdle()
    const late = connect(running.port, '127.0.0.1').on('error', () => {})
    await once(late.resume(), 'close')
    expect(running.replies).toEqual([])
  })
})
