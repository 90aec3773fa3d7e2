import { connect } from 'node:net'
import { Connection } from './connection.ts'

export interface Drive {
  readonly url: string
  readonly connections: number
  /** The next request as it goes over the wire; undefined: no more. */
  readonly next: () => string | undefined
}

export interface Driven {
  readonly requests: number
  /** Replies with a status other than 2xx. */
  readonly failed: number
}

/**
 * Closed-loop load from this very process, for where it matters what is asked and not how fast: each connection sends its
 * next request when it has its reply.
 */
export async function drive({ url, connections, next }: Drive): Promise<Driven> {
  const { hostname, port } = new URL(url)
  let [requests, failed] = [0, 0]
  const one = async (): Promise<void> => {
    const connection = await Connection.open(connect(Number(port), hostname))
    for (let request = next(); request !== undefined; request = next()) {
      if (!(await answered(connection, request))) failed += 1
      requests += 1
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: connections }, one))
  return { requests, failed }
}

function answered(connection: Connection, request: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  connection.send(request, resolve)
  return promise
}
