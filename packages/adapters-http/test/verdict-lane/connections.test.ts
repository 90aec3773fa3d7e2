import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { gate } from '@keybox/contracts'
import type { ValidateLicense } from '@keybox/domain'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { parseRaw, sendRaw } from '../support/raw-http.ts'
import { head, json, MACHINE, openConnections, overTheWire, startLane } from '../support/verdict-lane.ts'

const invalidAtOnce: ValidateLicense = () => ({ verdict: { status: 'invalid' }, asOf: undefined, proven: false })

describe('a validation over a connection', () => {
  test('is answered in order with what else comes over the connection, whatever is in between', async () => {
    const { port, key, framework } = await startLane()
    const [good, odd] = [json({ key, machineId: MACHINE }), json({ key: 7 })]
    const parts = [good, odd, good, good].map((sent) => head(sent) + String(sent.body)).join('')
    const last = head(good, 'Connection: close\r\n') + String(good.body)
    const replies = await sendRaw(port, parts + last)
    expect(replies.match(/HTTP\/1\.1 \d+/g)).toEqual([200, 400, 200, 200, 200].map((status) => `HTTP/1.1 ${status}`))
    expect(framework()).toBe(1)
  })

  test.each([1, 7, 61, 163, 190])('is answered in order however the bytes are cut: %i at a time', async (size) => {
    const { port, key } = await startLane()
    const [good, odd] = [json({ key, machineId: MACHINE }), json({ key: 7 })]
    const last = head(good, 'Connection: close\r\n') + String(good.body)
    const bytes = [good, good, odd, good].map((sent) => head(sent) + String(sent.body)).join('') + last
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const received = text(socket)
    for (let at = 0; at < bytes.length; at += size) {
      socket.write(bytes.slice(at, at + size))
      await setImmediate()
    }
    const statuses = (await received).match(/HTTP\/1\.1 \d+/g)
    expect(statuses).toEqual([200, 200, 400, 200, 200].map((status) => `HTTP/1.1 ${status}`))
  })

  test('may come in pieces', async () => {
    const { port, key, reached } = await startLane()
    const sent = json({ key, machineId: MACHINE })
    const socket = connect(port, '127.0.0.1')
    let received = ''
    socket.setEncoding('utf8').on('data', (more: string) => (received += more))
    socket.write(head(sent, 'Connection: close\r\n') + String(sent.body).slice(0, 5))
    await reached
    socket.write(String(sent.body).slice(5))
    await once(socket, 'close')
    expect(JSON.parse(parseRaw(received).body)).toMatchObject({ valid: true })
  })

  test('may end before its body does, and the next one is answered', async () => {
    const { server, port, key, framework } = await startLane()
    const sent = json({ key, machineId: MACHINE })
    for (const part of ['', String(sent.body).slice(0, 5), String(sent.body).slice(0, -1)]) {
      const begun = once(server.server, 'request')
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(head(sent) + part)
      await begun
      const [connections, ended] = [await openConnections(server), once(socket, 'close')]
      socket.resetAndDestroy()
      await ended
      await vi.waitFor(async () => expect(await openConnections(server)).toBe(connections - 1))
    }
    const before = framework()
    expect((await overTheWire(port, sent)).status).toBe(200)
    expect(framework()).toBe(before)
  })

  test('may be left alone before its verdict is there', async () => {
    const [asked, answer] = [gate(), gate()]
    const validateLicense: ValidateLicense = async () => {
      asked.open()
      await answer.opened
      return { verdict: { status: 'invalid' }, asOf: undefined, proven: false }
    }
    const { server, port } = await startLane({ useCases: { validateLicense } })
    const socket = connect(port, '127.0.0.1')
    socket.write(head(json({ key: 'k' })) + String(json({ key: 'k' }).body))
    await asked.opened
    socket.resetAndDestroy()
    await vi.waitFor(async () => expect(await openConnections(server)).toBe(0))
    answer.open()
    expect((await overTheWire(port, json({ key: 'k' }))).status).toBe(200)
  })

  test.each([
    ['HTTP/1.0', 'HTTP/1.0', '', 'close'],
    ['HTTP/1.0 that stays', 'HTTP/1.0', 'Connection: keep-alive\r\n', 'keep-alive'],
    ['HTTP/1.1', 'HTTP/1.1', '', 'keep-alive'],
    ['HTTP/1.1 that says so', 'HTTP/1.1', 'Connection: Keep-Alive\r\n', 'keep-alive'],
    ['HTTP/1.1 that ends', 'HTTP/1.1', 'Connection: close\r\n', 'close'],
    ['HTTP/1.1 that ends by another name', 'HTTP/1.1', 'Proxy-Connection: close\r\n', 'close'],
    ['HTTP/1.1 that ends among others', 'HTTP/1.1', 'Connection: te, close\r\n', 'close'],
  ])('leaves the connection as its sender wants it: %s', async (_name, version, more, connection) => {
    const { port, key, framework } = await startLane()
    const sent = json({ key, machineId: MACHINE })
    const usual = connect(port, '127.0.0.1').end(head(sent) + String(sent.body))
    expect(parseRaw(await text(usual)).headers['connection']).toBe('keep-alive')
    const one = head(sent, more).replace('HTTP/1.1', version) + String(sent.body)
    const last = head(sent, 'Connection: close\r\n') + String(sent.body)
    const replies = (await sendRaw(port, one + last)).split(/(?<=\})(?=HTTP\/1\.1 )/).map((reply) => parseRaw(reply))
    expect(replies.map(({ headers }) => headers['connection'])).toEqual(
      connection === 'close' ? ['close'] : ['keep-alive', 'close'],
    )
    for (const { status, headers, body } of replies) {
      expect([status, headers['content-length']]).toEqual([200, String(body.length)])
      expect(Date.parse(headers['date'] ?? '')).toBeGreaterThan(Date.now() - 10_000)
    }
    expect(framework()).toBe(0)
  })

  test.each([
    ['HTTP/1.1', 'Connection: close\r\n'],
    ['HTTP/1.0', ''],
  ])('that is the last of its connection is answered, and nothing after it: %s', async (version, more) => {
    const { port } = await startLane({ useCases: { validateLicense: invalidAtOnce } })
    const sent = json({ key: 'k' })
    const last = head(sent, more).replace('HTTP/1.1', version) + String(sent.body)
    expect((await sendRaw(port, `${last}POST /validate HTTP/1.1\r\n`)).match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 200',
    ])
  })

  test('that began before the end is answered, and one that comes later is refused', async () => {
    const [asked, answer] = [gate(), gate()]
    const validateLicense: ValidateLicense = async () => {
      asked.open()
      await answer.opened
      return { verdict: { status: 'invalid' }, asOf: undefined, proven: false }
    }
    const { server, port } = await startLane({ useCases: { validateLicense } })
    const sent = json({ key: 'k' })
    const replies = sendRaw(port, head(sent) + String(sent.body) + head(sent) + String(sent.body))
    await asked.opened
    const closed = server.close()
    answer.open()
    await closed
    expect((await replies).match(/HTTP\/1\.1 \d+/g)?.[0]).toBe('HTTP/1.1 200')
  })
})
