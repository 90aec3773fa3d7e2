import { runOpenLoop, type ClosedLoad, type Latencies } from './load/open-loop.ts'
import type { ChildServer } from './servers/child-server.ts'
import { estimate, median, type Estimate } from './statistics.ts'

export interface PacedServer {
  readonly name: string
  readonly server: ChildServer
  readonly requestFile: string
  /** What else is asked of it meanwhile. */
  readonly beside?: ClosedLoad
}

export interface Pace {
  readonly requestsPerSecond: number
  readonly rounds: number
  readonly sliceMs: number
}

/** Medians over the rounds, in milliseconds. */
export interface PacedFigures extends Latencies {
  readonly name: string
  /** Its p99 by that of the first server, round by round. */
  readonly p99Ratio: Estimate
}

const CONNECTIONS = 64

/** The same fixed rate to servers in turns, once forth and once back in each round. */
export async function pacedRounds(servers: readonly PacedServer[], pace: Pace): Promise<readonly PacedFigures[]> {
  const slices = new Map(servers.map(({ name }) => [name, [] as Latencies[]]))
  for (let round = 0; round < pace.rounds; round += 1) {
    for (const { name, server, ...asked } of [...servers, ...servers.toReversed()]) {
      const { requestsPerSecond, sliceMs: milliseconds } = pace
      const load = { url: server.url, requestsPerSecond, connections: CONNECTIONS, milliseconds, ...asked }
      slices.get(name)?.push(await runOpenLoop(load))
    }
  }
  const reference = roundP99(slices.get(servers[0]?.name ?? '') ?? [])
  return [...slices].map(([name, all]) => figures(name, all, reference))
}

function figures(name: string, all: readonly Latencies[], reference: readonly number[]): PacedFigures {
  const middle = (of: keyof Latencies): number => median(all.map((slice) => slice[of]))
  return {
    name,
    requests: all.reduce((sum, { requests }) => sum + requests, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    p50: middle('p50'),
    p90: middle('p90'),
    p99: middle('p99'),
    p999: middle('p999'),
    max: middle('max'),
    p99Ratio: estimate(roundP99(all).map((p99, round) => p99 / (reference[round] ?? Number.NaN))),
  }
}

/** Two slices a round. */
function roundP99(slices: readonly Latencies[]): readonly number[] {
  return Array.from({ length: slices.length / 2 }, (_, round) =>
    median(slices.slice(2 * round, 2 * round + 2).map(({ p99 }) => p99)),
  )
}
