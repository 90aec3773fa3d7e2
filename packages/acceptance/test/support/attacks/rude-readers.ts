import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { Socket } from 'node:net'
import { atOnce, isOpen, open, post, type Attack } from './attack.ts'

const PIPELINED = 100_000
const VALIDATE = post('/validate', '{"key":"KB-0123456789abcdef01234567-AAAA-BBBB-CCCC","machineId":"m"}')

export const pipelining: Attack = {
  name: '100,000 pipelined requests on each of 50 connections, no reply read',
  async run({ address }, strength, over) {
    const flood = VALIDATE.repeat(1000)
    await atOnce(50 * strength, over, async () => {
      const socket = open(address).pause()
      for (let sent = 0; sent < PIPELINED && isOpen(socket) && !over.aborted; sent += 1000) {
        if (!socket.write(flood))
          await Promise.race([once(socket, 'drain'), once(socket, 'close'), once(over, 'abort')])
      }
      if (isOpen(socket) && !over.aborted) await Promise.race([once(socket, 'close'), once(over, 'abort')])
      socket.destroy()
    })
  },
}

export const aborting: Attack = {
  name: 'requests that are reset: whole, half a body, and under a dashboard',
  async run({ address, token, clientId, richToken }, strength, over) {
    const order = JSON.stringify({ clientId, projectName: 'Gone', duration: 1, services: ['Hosting'] })
    const dashboard = `GET /dashboard HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${richToken}\r\n\r\n`
    const ways: readonly ((socket: Socket) => Promise<unknown>)[] = [
      async (socket) =>
        void socket.write(post('/projects/createProject', order, undefined, `Authorization: Bearer ${token}\r\n`)),
      async (socket) => void socket.write(post('/auth/login', '{"email":"', 1000)),
      async (socket) => {
        socket.write(dashboard)
        await Promise.race([once(socket, 'data'), once(socket, 'close'), once(over, 'abort')])
      },
    ]
    let turn = 0
    await atOnce(30 * strength, over, async () => {
      const socket = open(address)
      await Promise.race([once(socket, 'connect'), once(socket, 'close')])
      turn += 1
      await ways[turn % ways.length]?.(socket)
      await pause(turn % 10)
      socket.resetAndDestroy()
    })
  },
}

export const neverReading: Attack = {
  name: '200 readers of a big dashboard that never read',
  async run({ address, richToken }, strength, over) {
    const dashboard = `GET /dashboard HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${richToken}\r\n\r\n`
    await atOnce(200 * strength, over, async () => {
      const socket = open(address).pause()
      socket.write(dashboard)
      await Promise.race([once(socket, 'close'), once(over, 'abort')])
      socket.destroy()
    })
  },
}
