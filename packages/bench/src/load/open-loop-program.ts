import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import { quantile } from '../statistics.ts'
import { Connection } from './connection.ts'
import type { Latencies, OpenLoad } from './open-loop.ts'
import { toHttpText } from './request-file.ts'

/**
 * A load generator of our own, because wrk waits for each reply before it sends the next request: a server that stops for
 * a second is then asked 32 things in that second instead of thousands, and most of the waiting is never measured
 * (Gil Tene's "coordinated omission"). Here each request has a time at which it is due; its latency counts from then, also
 * where it had to wait for a free connection.
 *
 * It spins instead of sleeping: it has a core of its own, and timers are as coarse as what is measured.
 */
async function run(load: OpenLoad): Promise<Latencies> {
  const { hostname, port } = new URL(load.url)
  const requests = toHttpText(await readFile(load.requestFile, 'utf8'), `${hostname}:${port}`)
  const idle = await Promise.all(
    Array.from({ length: load.connections }, async () => Connection.open(connect(Number(port), hostname))),
  )
  const due = Math.floor((load.requestsPerSecond * load.milliseconds) / 1000)
  const latencies: number[] = []
  let [sent, failed] = [0, 0]
  const start = performance.now()
  const dueAt = (index: number): number => start + (index * 1000) / load.requestsPerSecond

  const send = (connection: Connection, index: number): void => {
    connection.send(requests[index % requests.length] ?? '', (ok) => {
      latencies.push(performance.now() - dueAt(index))
      if (!ok) failed += 1
      idle.push(connection)
    })
  }
  while (latencies.length < due) {
    while (sent < due && dueAt(sent) <= performance.now()) {
      const connection = idle.pop()
      if (connection === undefined) break
      send(connection, sent)
      sent += 1
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    setImmediate(resolve)
    await promise
  }
  for (const connection of idle) connection.close()
  return summary(latencies, failed)
}

function summary(latencies: readonly number[], failed: number): Latencies {
  const [p50 = 0, p90 = 0, p99 = 0, p999 = 0, max = 0] = [0.5, 0.9, 0.99, 0.999, 1].map((share) =>
    quantile(latencies, share),
  )
  return { requests: latencies.length, failed, p50, p90, p99, p999, max }
}

process.stdout.write(JSON.stringify(await run(JSON.parse(process.argv[2] ?? '') as OpenLoad)))
