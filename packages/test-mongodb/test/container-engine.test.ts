import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { whyNoEngine } from '../src/container-engine.ts'

it('an engine that accepts the connection and never answers is given up', async () => {
  const connections = new Set<Socket>()
  const silent = createServer((socket) => connections.add(socket)).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  onTestFinished(() => {
    for (const socket of connections) socket.destroy()
    silent.close()
  })
  const address = silent.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${address.port}`)

  await expect(whyNoEngine(100)).resolves.toBe('the engine did not answer within 100 ms')
})
