import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/**
 * What happens to a connection that is cut.
 * - `reset`: it ends at once, and so does every new one
 * - `silent`: it stays, and nothing comes through any more, either way
 * - `mute`: requests come through, and no reply does
 * - `held`: what is sent waits, and comes through when the cut is over
 */
export type Cut = 'reset' | 'silent' | 'mute' | 'held'

/** Whose connections: those of drivers only, or those between the members too. */
export type Whose = 'drivers' | 'all'

/**
 * The Node.js driver names itself in the first message on each connection; members have another name.
 * https://github.com/mongodb/specifications/blob/master/source/mongodb-handshake/handshake.md
 */
const DRIVER = 'nodejs'

interface Link {
  readonly inside: Socket
  readonly outside: Socket
  isDriver: boolean
}

/** Stands before a server on 127.0.0.1, and can cut those who talk to it off. */
export class TcpProxy {
  readonly #target: number
  readonly #server: Server
  readonly #links = new Set<Link>()
  #cut: { readonly cut: Cut; readonly whose: Whose } | undefined

  private constructor(target: number) {
    this.#target = target
    this.#server = createServer((outside) => this.#accept(outside))
  }

  /** @param target the port of the server, which need not listen yet */
  static async before(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Until `heal`. */
  cut(cut: Cut, whose: Whose): void {
    this.#cut = { cut, whose }
    for (const link of this.#links) this.#apply(link)
  }

  /** Connections that lost something end: what follows would make no sense to whoever reads it. */
  heal(): void {
    const cut = this.#cut?.cut
    const concerned = [...this.#links].filter((link) => this.#concerns(link))
    this.#cut = undefined
    for (const link of concerned) {
      if (cut === 'held') resume(link)
      else end(link)
    }
  }

  async close(): Promise<void> {
    for (const link of this.#links) end(link)
    this.#server.close()
    await once(this.#server, 'close')
  }

  #accept(outside: Socket): void {
    const inside = connect(this.#target, '127.0.0.1')
    const link: Link = { inside, outside, isDriver: false }
    this.#links.add(link)
    for (const socket of [inside, outside]) {
      socket.setNoDelay(true)
      socket.on('error', () => end(link))
      socket.on('close', () => {
        this.#links.delete(link)
        end(link)
      })
    }
    outside.once('data', (first: Buffer) => {
      link.isDriver = first.includes(DRIVER)
      this.#apply(link)
    })
    outside.on('data', (bytes: Buffer) => this.#forward(link, bytes, inside))
    inside.on('data', (bytes: Buffer) => this.#forward(link, bytes, outside))
  }

  #forward(link: Link, bytes: Buffer, to: Socket): void {
    if (this.#concerns(link)) {
      const isLost = this.#cut?.cut === 'silent' || (this.#cut?.cut === 'mute' && to === link.outside)
      if (isLost) return
    }
    to.write(bytes)
  }

  #apply(link: Link): void {
    if (!this.#concerns(link)) return
    if (this.#cut?.cut === 'reset') end(link)
    if (this.#cut?.cut === 'held') hold(link)
  }

  #concerns({ isDriver }: Link): boolean {
    return this.#cut !== undefined && (this.#cut.whose === 'all' || isDriver)
  }
}

function end({ inside, outside }: Link): void {
  inside.destroy()
  outside.resetAndDestroy()
}

function hold({ inside, outside }: Link): void {
  inside.pause()
  outside.pause()
}

function resume({ inside, outside }: Link): void {
  inside.resume()
  outside.resume()
}
