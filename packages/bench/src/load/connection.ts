import { once } from 'node:events'
import type { Socket } from 'node:net'

type Answered = (ok: boolean) => void

const HEAD_END = '\r\n\r\n'
const LENGTH = /^content-length: (\d+)\r$/im

/**
 * One keep-alive connection with at most one request under way: just enough HTTP/1.1 for replies that say their length,
 * which costs the generator less than a client would.
 */
export class Connection {
  readonly #socket: Socket
  #answered: Answered = () => {}
  #received = ''

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    // One character a byte: lengths are in bytes.
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => this.#take(chunk))
  }

  static async open(socket: Socket): Promise<Connection> {
    await once(socket, 'connect')
    return new Connection(socket)
  }

  send(request: string, answered: Answered): void {
    this.#answered = answered
    this.#socket.write(request)
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: string): void {
    this.#received += chunk
    const headEnd = this.#received.indexOf(HEAD_END)
    if (headEnd === -1) return
    const length = Number(LENGTH.exec(this.#received.slice(0, headEnd + 2))?.[1])
    if (this.#received.length < headEnd + HEAD_END.length + length) return
    const ok = this.#received.startsWith('HTTP/1.1 2')
    this.#received = ''
    this.#answered(ok)
  }
}
