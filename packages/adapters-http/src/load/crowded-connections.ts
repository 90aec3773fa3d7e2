import type { RequestListener, Server } from 'node:http'
import { repliesUnderWay } from '../errors/replies-under-way.ts'

/**
 * Cuts connections whose clients send request upon request and take no reply, once there are too many replies that wait for
 * their clients. Node stops reading from a connection when its replies pile up, but only after what it has read in one go,
 * which is up to 64 KiB of requests: some 2,000, and that on each connection.
 *
 * A connection on which no other request waits is left alone, however many there are.
 *
 * To be called when all listeners for requests are there.
 */
export function cutCrowdedConnections(server: Server, mostReplies: number): void {
  const replies = repliesUnderWay(server)
  const listeners = server.listeners('request') as RequestListener[]
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    if (replies.inAll >= mostReplies && replies.on(request.socket).length > 0) request.socket.destroy()
    // What else came with the request for which the connection was cut.
    if (request.socket.destroyed) return
    for (const listener of listeners) listener(request, response)
  })
}
