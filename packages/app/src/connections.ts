import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { repliesUnderWay } from '@keybox/adapters-http'

/** Of the connections that may be open. */
const MADE_ROOM_SHARE = 0.01

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
 *
 * Where `most` are open and one more comes, idle ones make room: a client that means it would otherwise be kept out by those that
 * wait for nothing.
 */
export function trackConnections(server: Server, most: number = Infinity): Connections {
  const replies = repliesUnderWay(server)
  const open = new Set<Socket>()
  let ending = false

  server.on('connection', (socket) => {
    if (ending) {
      socket.destroy()
      return
    }
    if (open.size >= most) makeRoom()
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })

  /**
   * The oldest first, and first of all those on which no request ever came; an older one that has carried requests is likely
   * a proxy's. Several at once, so that they are looked for only now and then.
   */
  function makeRoom(): void {
    const wanted = Math.ceil(most * MADE_ROOM_SHARE)
    const idle = open.values().filter((socket) => replies.on(socket).length === 0)
    const { silent = [], spoken = [] } = Object.groupBy(idle, (socket) =>
      replies.hasSpoken(socket) ? 'spoken' : 'silent',
    )
    for (const socket of [...silent, ...spoken].slice(0, wanted)) {
      open.delete(socket)
      socket.destroy()
    }
  }

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
