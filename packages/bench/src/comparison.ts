import type { Slice, Slices } from './interleave.ts'
import { estimate, median, type Estimate } from './statistics.ts'

/** One contender's figures beside the reference of the same rounds. */
export interface Comparison {
  readonly name: string
  readonly rounds: number
  readonly requestsPerSecond: number
  /** Milliseconds at full load, medians over the slices: how long the queue is, not how quick the server. */
  readonly p50: number
  readonly p99: number
  readonly failed: number
  /** Its requests a second by those of the reference, round by round. */
  readonly ratio: Estimate
  /** Microseconds of the server's processor time a request, median. */
  readonly processorTime: number
  /** The least of any slice: what others do on the machine can only add to it. */
  readonly leastProcessorTime: number
  /** The reference's processor time a request by its own: the ratio, had the machine been idle otherwise. */
  readonly processorRatio: Estimate
}

export function compare(slices: Slices, reference: string): readonly Comparison[] {
  const referenceRates = rates(slices.get(reference) ?? [])
  const referenceTimes = times(slices.get(reference) ?? [])
  return [...slices].map(([name, rounds]) => {
    const all = rounds.flat()
    return {
      name,
      rounds: rounds.length,
      requestsPerSecond: median(rates(rounds)),
      p50: median(all.map(({ p50 }) => p50)),
      p99: median(all.map(({ p99 }) => p99)),
      failed: all.reduce((sum, { failed }) => sum + failed, 0),
      ratio: estimate(rates(rounds).map((rate, round) => rate / (referenceRates[round] ?? Number.NaN))),
      processorTime: median(times(rounds)),
      leastProcessorTime: Math.min(...all.map(({ processorTime }) => processorTime)),
      processorRatio: estimate(times(rounds).map((time, round) => (referenceTimes[round] ?? Number.NaN) / time)),
    }
  })
}

function times(rounds: readonly (readonly [Slice, Slice])[]): readonly number[] {
  return rounds.map(([forth, back]) => (forth.processorTime + back.processorTime) / 2)
}

function rates(rounds: readonly (readonly [Slice, Slice])[]): readonly number[] {
  return rounds.map(([forth, back]) => (forth.requestsPerSecond + back.requestsPerSecond) / 2)
}
