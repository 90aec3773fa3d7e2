import type { Server, ServerResponse } from 'node:http'
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
  /** One function for all responses: it is listened to by each. */
  readonly #closed: (this: ServerResponse) => void

  /** Of all connections together. */
  get inAll(): number {
    return this.#inAll
  }

  constructor() {
    const end = this.end.bind(this)
    this.#closed = function () {
      // A reply may be sent before the body has come: then the rest of it may still break.
      if (this.req.complete) end(this)
      else this.req.once('close', () => end(this))
    }
  }

  /** For every request that comes from now on. Before the framework's own listener, which may have replied by the time it returns. */
  watchAll(server: Server): void {
    server.prependListener('request', (_request, response) => this.watch(response))
  }

  /** From a request's beginning until its reply is sent. */
  watch(response: ServerResponse): void {
    this.begin(response)
    this.endWithClose(response)
  }

  /** For whoever can tell when the reply is sent: listening to each takes time. One of the ends below has to follow. */
  begin(response: ServerResponse): void {
    this.#of(response.req.socket).push(response)
    this.#inAll += 1
  }

  end(response: ServerResponse): void {
    const responses = this.#of(response.req.socket)
    const index = responses.indexOf(response)
    // The connection has ended before.
    if (index === -1) return
    if (index === 0) responses.shift()
    else responses.splice(index, 1)
    this.#inAll -= 1
  }

  endWithClose(response: ServerResponse): void {
    response.on('close', this.#closed)
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
}

function isOwed({ req, headersSent }: ServerResponse): boolean {
  return req.complete || headersSent
}

const watched = new WeakMap<Server, RepliesUnderWay>()

/** Those of one server, all of them from the first call on, unless whoever calls first begins and ends them itself. */
export function repliesUnderWay(server: Server, watching: 'all' | 'by-caller' = 'all'): RepliesUnderWay {
  const known = watched.get(server)
  if (known !== undefined) return known
  const made = new RepliesUnderWay()
  if (watching === 'all') made.watchAll(server)
  watched.set(server, made)
  return made
}
