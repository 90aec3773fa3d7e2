import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * The replies that each connection still waits for. A client may send further requests before the first is answered
 * (RFC 9112 §9.3.2); Node keeps the order of what is sent through its response objects, but not of what is written to
 * the socket past them.
 */
export class RepliesUnderWay {
  readonly #bySocket = new WeakMap<Socket, Set<ServerResponse>>()

  /** For every request that comes from now on. */
  watch(server: Server): void {
    // Before the framework's own listener, which may have replied by the time it returns.
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      const responses = this.#bySocket.get(request.socket) ?? new Set()
      this.#bySocket.set(request.socket, responses.add(response))
      response.once('close', () => {
        // A reply may be sent before the body has come: then the rest of it may still break.
        if (request.complete) responses.delete(response)
        else request.once('close', () => responses.delete(response))
      })
    })
  }

  /**
   * Calls back, at once or later, when every request that came whole has its reply. Of the one that did not, which can
   * only be the last, `answered` tells whether it has a reply all the same; one that has begun is waited for too. Does
   * not call back where the connection ends before.
   */
  afterThem(socket: Socket, then: (answered: boolean) => void): void {
    const responses = [...(this.#bySocket.get(socket) ?? [])]
    const settle = () => {
      const next = responses.find((response) => !response.destroyed && isOwed(response))
      if (next !== undefined) next.once('close', settle)
      else then(responses.some(({ req, headersSent }) => !req.complete && headersSent))
    }
    settle()
  }
}

function isOwed({ req, headersSent }: ServerResponse): boolean {
  return req.complete || headersSent
}
