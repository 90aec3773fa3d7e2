import { seededRandom } from '@keybox/contracts'
import type { Address } from '../http-client.ts'
import { exchange } from './exchange.ts'
import { scriptFrom, type WireScript } from './script.ts'
import { shrunk } from './shrink.ts'
import type { WireTarget } from './target.ts'

/** Connections at a time. */
const LANES = 12

export interface RoundResult {
  /** Requests, whether or not they were looked at: what is broken ends its connection. */
  readonly sent: number
  readonly connections: number
  /** How many replies had which status. */
  readonly statuses: ReadonlyMap<number, number>
  /** Each with what to send to see it again. */
  readonly faults: readonly string[]
}

/** So many scripts from `first` on, each of its own number under the seed; nothing is under way when it returns. */
export async function fuzzRound(
  address: Address,
  target: WireTarget,
  { seed, first, count }: { readonly seed: number; readonly first: number; readonly count: number },
): Promise<RoundResult> {
  const statuses = new Map<number, number>()
  const faults: string[] = []
  let next = first
  let sent = 0
  const lane = async (): Promise<void> => {
    while (next < first + count && faults.length === 0) {
      const number = next
      next += 1
      const script = scriptFrom(seededRandom(Math.imul(seed, 1_000_003) + number), target)
      const exchanged = await exchange(address, script)
      sent += script.requests.length
      for (const status of exchanged.statuses) statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (exchanged.fault !== undefined)
        faults.push(await report(address, script, { seed, number, fault: exchanged.fault }))
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return { sent, connections: next - first, statuses, faults }
}

interface Found {
  readonly seed: number
  readonly number: number
  readonly fault: string
}

async function report(address: Address, script: WireScript, { seed, number, fault }: Found): Promise<string> {
  const least = await shrunk(script, async (smaller) => (await exchange(address, smaller)).fault !== undefined)
  const after = await exchange(address, least)
  const bytes = JSON.stringify(least.requests.map((request) => shortened(request)))
  const form = `${least.pieces} pieces, ${least.honest} honest, ${least.end}`
  return `seed ${seed}, script ${number}: ${fault}\n  least (${after.fault ?? 'does not fail again'}; ${form}): ${bytes}`
}

function shortened(request: string): string {
  return request.replaceAll(/(.)\1{200,}/gs, (run, character: string) => `${character}<× ${run.length}>`)
}
