import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { TcpProxy } from '../src/tcp-proxy.ts'

const HELLO = 'hello from nodejs\n'

interface Line {
  readonly socket: Socket
  readonly heard: string[]
  /** Resolves when the connection has ended, however. */
  readonly gone: Promise<void>
  /** Resolves when it has heard that many lines. */
  lines(count: number): Promise<readonly string[]>
}

function listening(socket: Socket): Line {
  const heard: string[] = []
  let told = Promise.withResolvers<void>()
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard.push(...text.trim().split('\n'))
    told.resolve()
    told = Promise.withResolvers()
  })
  // Being reset is what is expected of it.
  socket.on('error', () => undefined)
  const gone = new Promise<void>((resolve) => {
    socket.once('close', () => resolve())
  })
  return {
    socket,
    heard,
    gone,
    async lines(count) {
      while (heard.length < count) await told.promise
      return heard
    },
  }
}

/** A server that says everything back, what it has heard so far, and a proxy before it. */
async function anEcho() {
  const received: string[] = []
  let arrival = Promise.withResolvers<void>()
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.setEncoding('utf8').on('data', (text: string) => {
      received.push(...text.trim().split('\n'))
      socket.write(text)
      arrival.resolve()
      arrival = Promise.withResolvers()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await TcpProxy.before((server.address() as AddressInfo).port)
  onTestFinished(async () => {
    await proxy.close()
    server.close()
  })
  const call = async (hello: string): Promise<Line> => {
    const line = listening(connect(proxy.port, '127.0.0.1'))
    line.socket.write(hello)
    await line.lines(1)
    return line
  }
  const arrived = async (text: string): Promise<void> => {
    while (!received.includes(text)) await arrival.promise
  }
  return { proxy, received, arrived, call }
}

test('everything comes through as long as nothing is cut', async () => {
  const { call } = await anEcho()
  const line = await call(HELLO)
  line.socket.write('more\n')
  expect(await line.lines(2)).toEqual([HELLO.trim(), 'more'])
})

test('a reset ends connections, and new ones too until it is over', async () => {
  const { proxy, call } = await anEcho()
  const line = await call(HELLO)
  proxy.cut('reset', 'all')
  await line.gone
  const second = listening(connect(proxy.port, '127.0.0.1'))
  second.socket.write(HELLO)
  await second.gone
  expect(second.heard).toEqual([])
  proxy.heal()
  expect((await call(HELLO)).heard).toEqual([HELLO.trim()])
})

test('only drivers are cut off when only they are meant', async () => {
  const { proxy, call } = await anEcho()
  const driver = await call(HELLO)
  const member = await call('hello from a member\n')
  proxy.cut('reset', 'drivers')
  await driver.gone
  member.socket.write('still here\n')
  expect(await member.lines(2)).toContain('still here')
})

test('mute: requests arrive, replies do not, and the connection ends with the cut', async () => {
  const { proxy, arrived, call } = await anEcho()
  const line = await call(HELLO)
  proxy.cut('mute', 'drivers')
  line.socket.write('without a reply\n')
  await arrived('without a reply')
  proxy.heal()
  await line.gone
  expect(line.heard).toEqual([HELLO.trim()])
})

test('silent: nothing arrives; held: it arrives afterwards', async () => {
  const { proxy, received, call } = await anEcho()
  const line = await call(HELLO)
  proxy.cut('held', 'all')
  line.socket.write('late\n')
  proxy.heal()
  expect(await line.lines(2)).toContain('late')
  const witness = await call('hello from a member\n')
  proxy.cut('silent', 'drivers')
  line.socket.write('lost\n')
  witness.socket.write('after it\n')
  await witness.lines(2)
  expect(received).not.toContain('lost')
})
