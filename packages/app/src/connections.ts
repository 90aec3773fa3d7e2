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
 * Where `most` are open and one more comes, those make room that wait for nothing, then those whose requests do not end: a
 * client that means it would otherwise be kept out by them. Where all wait for replies, the new one is ended.
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
    if (open.size >= most) {
      socket.destroy()
      return
    }
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })

  /**
   * The oldest first, and first of all those on which no request ever came: an older one that has carried requests is likely
   * a proxy's. Several at once, so that they are looked for only now and then.
   */
  function makeRoom(): void {
    const { silent = [], idle = [], unfinished = [] } = Object.groupBy(open, use)
    for (const socket of [...silent, ...idle, ...unfinished].slice(0, Math.ceil(most * MADE_ROOM_SHARE))) {
      open.delete(socket)
      socket.destroy()
    }
  }

  function use(socket: Socket): 'silent' | 'idle' | 'unfinished' | 'waiting' {
    const last = replies.on(socket).at(-1)
    if (last === undefined) return replies.hasSpoken(socket) ? 'idle' : 'silent'
    return last.req.complete ? 'waiting' : 'unfinished'
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
