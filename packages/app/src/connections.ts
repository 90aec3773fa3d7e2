import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { repliesUnderWay } from '@keybox/adapters-http'

export interface Connections {
  /**
   * Ends every connection that waits for no reply, and each of the others once its reply is sent. A connection that
   * comes later is ended at once.
   */
  endIdle(): void
}

/**
 * Node's own `closeIdleConnections` leaves alone a connection on which no request was ever sent, as browsers open them in
 * advance, and one whose reply had begun before: each would hold up a shutdown until its time-out.
 */
export function trackConnections(server: Server): Connections {
  const replies = repliesUnderWay(server)
  const open = new Set<Socket>()
  let ending = false

  server.on('connection', (socket) => {
    if (ending) {
      socket.destroy()
      return
    }
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })

  const endAfterReplies = (socket: Socket): void => replies.whenNone(socket, () => socket.destroySoon())

  return {
    endIdle() {
      ending = true
      for (const socket of open) {
        // Node ends the connection behind the reply that says so: only the last may.
        const last = replies.on(socket).at(-1)
        if (last?.headersSent === false) last.setHeader('connection', 'close')
        endAfterReplies(socket)
      }
      server.prependListener('request', ({ socket }) => endAfterReplies(socket))
    },
  }
}
