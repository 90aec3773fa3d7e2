import type { Server } from 'node:http'
import type { HttpOptions } from '../http-options.ts'
import { rawReply } from './raw-reply.ts'
import { repliesUnderWay } from './replies-under-way.ts'

/**
 * Answers `CONNECT` (RFC 9110 §9.3.6), a method that no path has. Node gives the connection away with it: to whoever listens,
 * without the parser and without Node's own listeners, and where nobody does it is cut, with replies that are under way.
 */
export function refuseTunnels(server: Server, origins: HttpOptions['corsOrigins']): void {
  server.on('connect', ({ socket }) => {
    // A client that is gone is no failure of the program.
    socket.on('error', () => socket.destroy())
    repliesUnderWay(server).afterThem(socket, () => {
      if (socket.writable) socket.end(rawReply('ROUTE_NOT_FOUND', origins), () => socket.destroy())
    })
  })
}
