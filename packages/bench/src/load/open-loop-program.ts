import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import { quantile } from '../statistics.ts'
import { Connection } from './connection.ts'
import { drive, type Driven } from './driver.ts'
import type { ClosedLoad, Latencies, OpenLoad } from './open-loop.ts'
import { toHttpText } from './request-file.ts'

/**
 * A load generator of our own, because wrk waits for each reply before it sends the next request: a server that stops for
 * a second is then asked 32 things in that second instead of thousands, and most of the waiting is never measured
 * (Gil Tene's "coordinated omission"). Here each request has a time at which it is due; its latency counts from then, also
 * where it had to wait for a free connection.
 *
 * It spins instead of sleeping: it has a core of its own, and timers are as coarse as what is measured.
 */
async function run({ beside, ...load }: OpenLoad): Promise<Latencies> {
  const ending = new AbortController()
  const driven = beside === undefined ? undefined : driveUntil(ending.signal, load.url, beside)
  const sender = await openSender(load)
  // Not counted: until then this program is compiled, and what is asked beside it queues up.
  await paced(sender, load.requestsPerSecond, WARM_UP_MS)
  const slice = await paced(sender, load.requestsPerSecond, load.milliseconds)
  ending.abort()
  const besideFailed = (await driven)?.failed ?? 0
  sender.close()
  return summary(slice.latencies, slice.failed + besideFailed)
}

const WARM_UP_MS = 1000

/** Sends the next request, unless all connections wait for replies. */
interface Sender {
  send(answered: (ok: boolean) => void): boolean
  close(): void
}

async function openSender({ url, requestFile, connections }: OpenLoad): Promise<Sender> {
  const { hostname, port, host } = new URL(url)
  const requests = toHttpText(await readFile(requestFile, 'utf8'), host)
  const idle = await Promise.all(
    Array.from({ length: connections }, async () => Connection.open(connect(Number(port), hostname))),
  )
  let sent = 0
  return {
    send(answered) {
      const connection = idle.pop()
      if (connection === undefined) return false
      connection.send(requests[sent % requests.length] ?? '', (ok) => {
        idle.push(connection)
        answered(ok)
      })
      sent += 1
      return true
    },
    close: () => {
      for (const connection of idle) connection.close()
    },
  }
}

interface Slice {
  readonly latencies: readonly number[]
  readonly failed: number
}

async function paced(sender: Sender, requestsPerSecond: number, milliseconds: number): Promise<Slice> {
  const due = Math.floor((requestsPerSecond * milliseconds) / 1000)
  const latencies: number[] = []
  let [sent, failed] = [0, 0]
  const start = performance.now()
  const dueAt = (index: number): number => start + (index * 1000) / requestsPerSecond
  const answer =
    (index: number) =>
    (ok: boolean): void => {
      latencies.push(performance.now() - dueAt(index))
      if (!ok) failed += 1
    }
  while (latencies.length < due) {
    while (sent < due && dueAt(sent) <= performance.now() && sender.send(answer(sent))) sent += 1
    const { promise, resolve } = Promise.withResolvers<void>()
    setImmediate(resolve)
    await promise
  }
  return { latencies, failed }
}

async function driveUntil(ended: AbortSignal, url: string, { requestFile, connections }: ClosedLoad): Promise<Driven> {
  const [request] = toHttpText(await readFile(requestFile, 'utf8'), new URL(url).host)
  return drive({ url, connections, next: () => (ended.aborted ? undefined : request) })
}

function summary(latencies: readonly number[], failed: number): Latencies {
  const [p50 = 0, p90 = 0, p99 = 0, p999 = 0, max = 0] = [0.5, 0.9, 0.99, 0.999, 1].map((share) =>
    quantile(latencies, share),
  )
  return { requests: latencies.length, failed, p50, p90, p99, p999, max }
}

process.stdout.write(JSON.stringify(await run(JSON.parse(process.argv[2] ?? '') as OpenLoad)))
