import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

const NONE: readonly ServerResponse[] = []

/**
 * The replies that each connection still waits for. A client may send further requests before the first is answered
 * (RFC 9112 §9.3.2); Node keeps the order of what is sent through its response objects, but not of what is written to
 * the socket past them.
 */
export class RepliesUnderWay {
  /** Oldest first, which is the order in which they are sent. */
  readonly #bySocket = new WeakMap<Socket, ServerResponse[]>()
  #inAll = 0

  /** Of all connections together. */
  get inAll(): number {
    return this.#inAll
  }

  /** For every request that comes from now on. */
  watch(server: Server): void {
    // One function for all responses: this runs for each request.
    const forget = this.#forget.bind(this)
    function closed(this: ServerResponse): void {
      // A reply may be sent before the body has come: then the rest of it may still break.
      if (this.req.complete) forget(this)
      else this.req.once('close', () => forget(this))
    }
    // Before the framework's own listener, which may have replied by the time it returns.
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.#of(socket).push(response)
      this.#inAll += 1
      response.on('close', closed)
    })
  }

  /**
   * Calls back, at once or later, when every request that came whole has its reply. Of the one that did not, which can
   * only be the last, `answered` tells whether it has a reply all the same; one that has begun is waited for too. Does
   * not call back where the connection ends before.
   */
  afterThem(socket: Socket, then: (answered: boolean) => void): void {
    const responses = [...this.on(socket)]
    const settle = () => {
      const next = responses.find((response) => !response.destroyed && isOwed(response))
      if (next !== undefined) next.once('close', settle)
      else then(responses.some(({ req, headersSent }) => !req.complete && headersSent))
    }
    settle()
  }

  /** Calls back, at once or later, when none is under way, however much of its request has come. */
  whenNone(socket: Socket, then: () => void): void {
    const last = this.on(socket).findLast((response) => !response.destroyed)
    if (last === undefined) then()
    else last.once('close', () => this.whenNone(socket, then))
  }

  on(socket: Socket): readonly ServerResponse[] {
    return this.#bySocket.get(socket) ?? NONE
  }

  /** Whether the head of a request ever came on it. */
  hasSpoken(socket: Socket): boolean {
    return this.#bySocket.has(socket)
  }

  #of(socket: Socket): ServerResponse[] {
    const known = this.#bySocket.get(socket)
    if (known !== undefined) return known
    const responses: ServerResponse[] = []
    this.#bySocket.set(socket, responses)
    socket.once('close', () => {
      this.#inAll -= responses.length
      responses.length = 0
    })
    return responses
  }

  #forget(response: ServerResponse): void {
    const responses = this.#of(response.req.socket)
    const index = responses.indexOf(response)
    // The connection has ended before.
    if (index === -1) return
    if (index === 0) responses.shift()
    else responses.splice(index, 1)
    this.#inAll -= 1
  }
}

function isOwed({ req, headersSent }: ServerResponse): boolean {
  return req.complete || headersSent
}

const watched = new WeakMap<Server, RepliesUnderWay>()

/** Those of one server, from the first call on. */
export function repliesUnderWay(server: Server): RepliesUnderWay {
  const known = watched.get(server)
  if (known !== undefined) return known
  const made = new RepliesUnderWay()
  made.watch(server)
  watched.set(server, made)
  return made
}
