import type { Random } from '@keybox/contracts'
import { grammarRequest } from './grammar.ts'
import { mutated } from './mutations.ts'
import { honestRequest, rightRequests, type WireTarget } from './target.ts'

/** What is sent over one connection, and how. */
export interface WireScript {
  /** Requests whose replies are known, before anything else: each has to be answered, whatever follows it. */
  readonly honest: number
  /** Latin-1, a character is a byte; what one intends as one request each. */
  readonly requests: readonly string[]
  /** In how many pieces, each in a turn of its own. */
  readonly pieces: number
  /** `half-close`: all is sent and the replies are waited for. `reset`: cut without looking. */
  readonly end: 'half-close' | 'reset'
}

/** Few: what is broken ends its connection, and what follows it is not looked at. */
const MOST_REQUESTS = 4

/** The same script for the same choices. */
export function scriptFrom(random: Random, target: WireTarget): WireScript {
  const right = rightRequests(target)
  const honest = random.whole(3)
  const requests = Array.from({ length: honest }, () => honestRequest(target))
  const count = 1 + random.whole(MOST_REQUESTS)
  while (requests.length < honest + count) {
    const kind = random.whole(10)
    if (kind === 0) requests.push(random.pick(right))
    else if (kind < 5) requests.push(mutated(random, random.pick(right)))
    else requests.push(grammarRequest(random, target))
  }
  return {
    honest,
    requests,
    pieces: random.chance(0.3) ? 2 + random.whole(5) : 1,
    end: random.chance(0.05) ? 'reset' : 'half-close',
  }
}
