import type { License, LicenseId } from '@keybox/domain'
import { isGood } from '../support/test-cache.ts'
import type { History } from './history.ts'
import type { World } from './world.ts'

export interface Outcome {
  /** What was promised and not kept; undefined: nothing. */
  readonly violation: string | undefined
  /** Positive verdicts that claimed to be current, and those that said that they were stale. */
  readonly current: number
  readonly stale: number
  readonly revocations: number
}

/** What was true when something was asked for. */
export interface Asked {
  readonly at: number
  /** The newest revision whose revocation had been answered. */
  readonly answered: number
  /** The newest revision in the store. */
  readonly newest: number
}

interface Told {
  readonly license: License | undefined
  /** In simulated time; undefined: it is told as current. */
  readonly asOf: number | undefined
}

/** Keeps what was promised, and compares each answer with it. */
export class PromiseWatch {
  readonly #world: World
  readonly #answered = new Map<LicenseId, number>()
  /** By licence, when each revision came to be. */
  readonly #revisions = new Map<LicenseId, { readonly revision: number; readonly at: number }[]>()
  #violation: string | undefined
  #current = 0
  #stale = 0
  #revocations = 0

  constructor(world: World) {
    this.#world = world
    for (let at = 0; at < world.history.length; at += 1) this.#note(world.history, at)
    this.#follow()
  }

  asked(id: LicenseId): Asked {
    const newest = this.#revisions.get(id)?.at(-1)?.revision ?? 0
    return { at: this.#world.timeline.now, answered: this.#answered.get(id) ?? 0, newest }
  }

  revoked({ id, revision }: License, asked: Asked): void {
    this.#revocations += 1
    this.#answered.set(id, Math.max(revision, this.#answered.get(id) ?? 0))
    if (revision < asked.newest) {
      this.#broken(asked, `told as revoked at revision ${revision} when ${asked.newest} was there`)
    }
  }

  verdict({ license, asOf }: Told, asked: Asked): void {
    if (license === undefined || !isGood(license)) return
    if (asOf === undefined) this.#current += 1
    else this.#stale += 1
    if (asOf !== undefined) return this.#staleVerdict(license, asOf, asked)
    if (license.revision < asked.answered) {
      this.#broken(asked, `revision ${license.revision} told as good after ${asked.answered} was answered as revoked`)
    }
  }

  notServing(): void {
    this.#violation ??= 'in calm, a node does not come to answer from memory'
  }

  outcome(): Outcome {
    return {
      violation: this.#violation,
      current: this.#current,
      stale: this.#stale,
      revocations: this.#revocations,
    }
  }

  #staleVerdict({ id, revision }: License, asOf: number, asked: Asked): void {
    const newer = this.#revisions.get(id)?.find((each) => each.revision > revision)
    if (newer !== undefined && newer.at < asOf) {
      this.#broken(asked, `revision ${revision} told as of ${asOf.toFixed(0)}, replaced at ${newer.at.toFixed(0)}`)
    }
  }

  #broken({ at }: Asked, what: string): void {
    this.#violation ??= `asked at ${at.toFixed(0)}: ${what}`
  }

  #follow(): void {
    const { history } = this.#world
    history.whenLonger(() => {
      this.#note(history, history.length - 1)
      this.#follow()
    })
  }

  #note(history: History, position: number): void {
    const entry = history.at(position)
    if (entry?.type !== 'license') return
    const { id, revision } = entry.license
    const revisions = this.#revisions.get(id) ?? []
    this.#revisions.set(id, [...revisions, { revision, at: this.#world.timeline.now }])
  }
}
