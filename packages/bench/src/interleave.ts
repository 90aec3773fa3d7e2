import { runWrk, type Slice as Load } from './load/wrk.ts'
import type { ChildServer } from './servers/child-server.ts'

/** One of the servers that take turns. */
export interface Contender {
  readonly name: string
  readonly server: ChildServer
  readonly requestFile: string
}

export interface Rhythm {
  readonly rounds: number
  /** Milliseconds after which no further round begins, so that a run on a slow machine ends too; two there are always. */
  readonly limitMs: number
  readonly sliceMs: number
  /** Before anything counts, of each contender: Node compiles what it has seen often. */
  readonly warmUpRequests: number
  readonly connections: number
}

export interface Slice extends Load {
  /** Microseconds of processor time that the server spent on a request: what other programs do hardly changes it. */
  readonly processorTime: number
}

/** The slices of one contender, two of every round. */
export type Slices = ReadonlyMap<string, readonly (readonly [Slice, Slice])[]>

/**
 * Lets contenders take turns, in each round once forth and once back (A B B A): whatever slows the machine down for a
 * while, or steadily, falls on all of them alike. Nobody's warm-up is counted.
 */
export async function interleave(contenders: readonly Contender[], rhythm: Rhythm): Promise<Slices> {
  const turn = takingTurns(rhythm)
  for (const contender of contenders) await warmUp(() => turn(contender, rhythm.sliceMs), rhythm.warmUpRequests)
  const slices = new Map(contenders.map(({ name }) => [name, [] as (readonly [Slice, Slice])[]]))
  const end = Date.now() + rhythm.limitMs
  for (let round = 0; round < rhythm.rounds && (round < 2 || Date.now() < end); round += 1) {
    const forth = new Map<string, Slice>()
    for (const contender of contenders) forth.set(contender.name, await turn(contender, rhythm.sliceMs))
    for (const contender of contenders.toReversed()) {
      const back = await turn(contender, rhythm.sliceMs)
      slices.get(contender.name)?.push([forth.get(contender.name) ?? back, back])
    }
  }
  return slices
}

/** So many requests, or as many as there are in a time that a run can afford. */
async function warmUp(turn: () => Promise<Slice>, requests: number): Promise<void> {
  const end = Date.now() + WARM_UP_LIMIT_MS
  for (let sent = 0; sent < requests && Date.now() < end;) sent += (await turn()).requests
}

const WARM_UP_LIMIT_MS = 2500

/** Each turn of a contender goes on in its request file where the one before it ended. */
function takingTurns({ connections }: Rhythm): (contender: Contender, milliseconds: number) => Promise<Slice> {
  const sent = new Map<string, number>()
  return async ({ name, server, requestFile }, milliseconds) => {
    const firstRequest = sent.get(name) ?? 0
    const before = await server.processorTime()
    const load = await runWrk({ url: server.url, requestFile, firstRequest, connections, milliseconds })
    sent.set(name, firstRequest + load.requests + connections)
    return { ...load, processorTime: ((await server.processorTime()) - before) / load.requests }
  }
}
