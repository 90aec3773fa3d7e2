import { once } from 'node:events'
import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { send, type Address } from './http-client.ts'

interface Backend {
  readonly address: Address
  /** Keeps connections, save those on which a reply said that it was the last. */
  readonly agent: Agent
  isReady: boolean
}

/**
 * A proxy as they stand before servers: it asks after each server's readiness every so often, passes requests on to those
 * that were ready when last asked, in turns, over connections that it keeps, and never sends a request a second time.
 */
export class LoadBalancer {
  readonly #backends: readonly Backend[]
  readonly #server: Server
  readonly #over = new AbortController()
  #watching: readonly Promise<void>[] = []
  #turn = 0

  private constructor(addresses: readonly Address[]) {
    this.#backends = addresses.map((address) => ({ address, agent: new Agent({ keepAlive: true }), isReady: false }))
    this.#server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing))
  }

  static async start(addresses: readonly Address[], pollMs: number): Promise<LoadBalancer> {
    const balancer = new LoadBalancer(addresses)
    balancer.#watching = balancer.#backends.map((backend) => balancer.#watch(backend, pollMs))
    balancer.#server.listen(0, '127.0.0.1')
    await once(balancer.#server, 'listening')
    return balancer
  }

  get address(): Address {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port }
  }

  /** Resolves once it sends requests to that server. */
  async takesIn(index: number): Promise<void> {
    while (this.#backends[index]?.isReady !== true) await pause(10)
  }

  async stop(): Promise<void> {
    this.#over.abort()
    await Promise.all(this.#watching)
    for (const { agent } of this.#backends) agent.destroy()
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #watch(backend: Backend, pollMs: number): Promise<void> {
    while (!this.#over.signal.aborted) {
      const asked = send(backend.address, { method: 'GET', path: '/health/ready' })
      backend.isReady = await asked.then(
        ({ status }) => status === 200,
        () => false,
      )
      await pause(pollMs)
    }
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const ready = this.#backends.filter(({ isReady }) => isReady)
    const backend = ready[this.#turn % ready.length]
    this.#turn += 1
    if (backend === undefined) {
      outgoing.writeHead(502).end('no server is ready')
      return
    }
    const { method, url, headers } = incoming
    const { connection: _hopByHop, ...passed } = headers
    const upstream = request(
      { ...backend.address, agent: backend.agent, method, path: url, headers: passed },
      (reply) => {
        const { connection: _own, 'keep-alive': _alive, ...kept } = reply.headers
        outgoing.writeHead(reply.statusCode ?? 502, kept)
        reply.pipe(outgoing)
        reply.on('error', () => outgoing.destroy())
      },
    )
    upstream.on('error', (error) => {
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(502).end(`${error.message} from ${backend.address.port}`)
    })
    incoming.pipe(upstream)
  }
}
