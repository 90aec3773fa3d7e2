import type { Histogram, Metrics } from '@keybox/domain'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { handedBack } from '../verdict-lane/handed-back.ts'

/** Ends of the buckets, in seconds: from a verdict out of memory to a dashboard of everything. */
const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/** For requests that no route is for: what their URLs and methods say is for their senders to choose. */
const UNKNOWN = { method: 'unknown', route: 'unknown' } as const

/**
 * How long replies took, by route and status. A route goes by its pattern, so that no key in a URL becomes a label and
 * there are only so many series. What the HTTP parser refuses is no request, and is not here.
 *
 * Before the routes: each is given a recorder of its own when it is added, so a request looks nothing up but its status.
 */
export function addRequestMetrics(server: FastifyInstance, metrics: Metrics): void {
  server.addHook('onRoute', (route) => {
    const methods = [route.method].flat()
    const recorders = new Map(
      methods.map((method) => [method, durationRecorder(metrics, { method, route: route.url })]),
    )
    route.onResponse = [
      ...[route.onResponse ?? []].flat(),
      (request, reply, done) => {
        const elapsedTime = reply.elapsedTime + (handedBack(request.raw)?.waitedMs ?? 0)
        recorders.get(request.method)?.({ statusCode: reply.statusCode, elapsedTime })
        done()
      },
    ]
  })
  const recordUnknown = durationRecorder(metrics, UNKNOWN)
  server.addHook('onResponse', (request, reply, done) => {
    if (request.is404) recordUnknown(reply)
    done()
  })
}

/** Tells `/metrics` how long the replies of one route took. */
export function durationRecorder(
  metrics: Metrics,
  labels: Readonly<Record<'method' | 'route', string>>,
): (reply: Pick<FastifyReply, 'statusCode' | 'elapsedTime'>) => void {
  const byStatus = new Map<number, Histogram>()
  return ({ statusCode, elapsedTime }) => {
    let durations = byStatus.get(statusCode)
    if (durations === undefined) {
      durations = durationHistogram(metrics, { ...labels, status: String(statusCode) })
      byStatus.set(statusCode, durations)
    }
    durations.observe(elapsedTime / 1000)
  }
}

function durationHistogram(metrics: Metrics, labels: Readonly<Record<string, string>>): Histogram {
  const name = 'keybox_http_request_duration_seconds'
  const help = 'Time from the head of a request to the end of its reply, or until its client went away.'
  return metrics.histogram({ name, help, labels }, BOUNDS)
}
