import { StoreFailure, type License, type LicenseKey } from '@keybox/domain'
import { LRUCache } from 'lru-cache'
import type { CacheRules } from './cache-rules.ts'
import type { Freshness, ReadBasis } from './freshness.ts'
import type { Attention, LicenseMemory } from './license-memory.ts'
import type { Lane, ReadLanes } from './read-lanes.ts'

/** The store, as validation reads it. undefined: there is none with that key. @throws StoreFailure */
export type LicenseSource<Position> = (key: LicenseKey, basis: ReadBasis<Position>) => Promise<License | undefined>

/** What whoever asks for a licence gets to wait for. */
interface PendingLicense {
  readonly license: Promise<License | undefined>
  /** It began before the licence was asked for: it may rest a verdict that memory may rest, and no other. */
  readonly joined: boolean
}

/** Store reads, at most one at a time for each key, shared by all who may share it. */
export interface LicenseLoads {
  /** A read under way, if it may be joined, else one that begins after this call. */
  request(key: LicenseKey): PendingLicense
  /** A read that begins after this call. */
  fresh(key: LicenseKey): Promise<License | undefined>
}

export interface LicenseLoadsOptions<Position> {
  readonly source: LicenseSource<Position>
  readonly memory: LicenseMemory
  readonly freshness: Freshness<Position>
  readonly rules: CacheRules
  /** Where reads wait for their turn. */
  readonly lanes: ReadLanes
  /** How many projects are remembered as real. */
  readonly projects: number
}

interface Load {
  readonly key: LicenseKey
  readonly outcome: PromiseWithResolvers<License | undefined>
  /** undefined: it has not begun. */
  began: Attention | undefined
  /** For those who may not join this one. */
  next: Load | undefined
}

/** A read is repeated when a change overtakes it; a licence that changes faster than it can be read is no use to anyone. */
const MAX_ROUNDS = 10
const PROJECT = { start: 'KB-'.length, end: 'KB-'.length + 24 } as const

export function createLicenseLoads<Position>(options: LicenseLoadsOptions<Position>): LicenseLoads {
  const { source, memory, freshness, rules, lanes } = options
  const realProjects = new LRUCache<string, true>({ max: options.projects })
  const loads = new Map<string, Load>()

  function begin(load: Load): void {
    const text = load.key.reveal()
    const project = text.slice(PROJECT.start, PROJECT.end)
    const lane: Lane = realProjects.has(project) ? 'known' : 'stranger'
    const queued = lanes.enqueue(lane, project, () =>
      run(load)
        .then(load.outcome.resolve, load.outcome.reject)
        .finally(() => end(load)),
    )
    if (queued) loads.set(text, load)
    else load.outcome.reject(new StoreFailure('OVERLOADED', 'Too many licences wait to be read'))
  }

  function end({ key, next }: Load): void {
    loads.delete(key.reveal())
    if (next !== undefined) begin(next)
  }

  async function run(load: Load): Promise<License | undefined> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const attention = memory.begin()
      load.began = attention
      try {
        const license = await source(load.key, freshness.basis())
        freshness.storeAnswered()
        if (license === undefined) return undefined
        realProjects.set(license.project, true)
        if (memory.stands(attention, license)) {
          memory.learn(attention, license)
          return license
        }
      } finally {
        memory.end(attention)
      }
    }
    throw new StoreFailure('STORE_UNAVAILABLE', 'The licence changed faster than it could be read')
  }

  function mayBeJoined({ era, leaseLive: leaseLiveAtStart }: Attention): boolean {
    return rules.mayJoin({ sameEra: era === freshness.era, leaseLiveAtStart, leaseLive: freshness.mayServe() })
  }

  function fresh(key: LicenseKey): Promise<License | undefined> {
    const running = loads.get(key.reveal())
    if (running === undefined) {
      const load = newLoad(key)
      begin(load)
      return load.outcome.promise
    }
    if (running.began === undefined) return running.outcome.promise
    running.next ??= newLoad(key)
    return running.next.outcome.promise
  }

  return {
    fresh,
    request(key) {
      const running = loads.get(key.reveal())
      const mayJoin = running?.began !== undefined && mayBeJoined(running.began)
      return mayJoin ? { license: running.outcome.promise, joined: true } : { license: fresh(key), joined: false }
    },
  }
}

function newLoad(key: LicenseKey): Load {
  const outcome = Promise.withResolvers<License | undefined>()
  return { key, outcome, began: undefined, next: undefined }
}
