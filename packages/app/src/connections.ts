import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

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
  const unanswered = new Map<Socket, Set<ServerResponse>>()
  let ending = false

  server.on('connection', (socket) => {
    if (ending) {
      socket.destroy()
      return
    }
    unanswered.set(socket, new Set())
    socket.once('close', () => unanswered.delete(socket))
  })

  // Before the framework's own listener, which may have replied by the time it returns.
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const responses = unanswered.get(socket)
    responses?.add(response)
    response.once('close', () => {
      responses?.delete(response)
      if (ending && responses?.size === 0) socket.destroySoon()
    })
  })

  return {
    endIdle() {
      ending = true
      for (const [socket, responses] of unanswered) {
        if (responses.size === 0) socket.destroySoon()
        for (const response of responses) if (!response.headersSent) response.setHeader('connection', 'close')
      }
    },
  }
}
