import type { KnownLicense, License, LicenseId, LicenseKey } from '@keybox/domain'
import { LRUCache } from 'lru-cache'
import type { CacheRules } from './cache-rules.ts'
import { createChangeLog, type Watch } from './change-log.ts'
import type { Era, Freshness } from './freshness.ts'

export interface Remembered {
  /** What a look-up gives, made once. */
  readonly known: KnownLicense & { readonly license: License }
  readonly era: Era
}

/** A read or a unit of work under way, and what held when it began. */
export interface Attention extends Watch {
  readonly era: Era
  readonly leaseLive: boolean
}

/** The facts that are remembered, at most `max` licences, the least recently used forgotten first. */
export interface LicenseMemory {
  /** How many licences are remembered. */
  readonly size: number
  recall(key: LicenseKey): Remembered | undefined
  /** Before a read or a unit of work begins. Every `begin` is followed by an `end`. */
  begin(): Attention
  end(attention: Attention): void
  /** Whether a read gave what was true when it began, and nothing newer was learned meanwhile. */
  stands(attention: Attention, license: License): boolean
  /** Takes in what a read gave, if that may be. */
  learn(attention: Attention, license: License): void
  /** Takes in what this process has committed, and drops what it replaced in any case. */
  committed(attention: Attention, license: License): void
  /** Somebody changed a licence: anything below `revision` is forgotten, also what reads in flight are about to give. */
  changed(license: LicenseId, revision: number): void
}

export interface LicenseMemoryOptions {
  readonly max: number
  readonly freshness: Pick<Freshness<unknown>, 'era' | 'mayServe'>
  readonly rules: CacheRules
}

export function createLicenseMemory({ max, freshness, rules }: LicenseMemoryOptions): LicenseMemory {
  const log = createChangeLog()
  const keyOf = new Map<LicenseId, string>()
  const entries = new LRUCache<string, Remembered>({
    max,
    // Before it is gone, whichever way; a set of the same key puts its licence back right after.
    dispose: ({ known }) => keyOf.delete(known.license.id),
  })

  function remembered(license: LicenseId): Remembered | undefined {
    const key = keyOf.get(license)
    return key === undefined ? undefined : entries.peek(key)
  }

  function remember(attention: Attention, license: License): void {
    const started = { sameEra: attention.era === freshness.era, leaseLiveAtStart: attention.leaseLive }
    if (!rules.mayRemember(started)) return
    const previous = remembered(license.id)
    if (previous !== undefined && !rules.mayReplace(license.revision, previous.known.license.revision)) return
    const key = license.key.reveal()
    entries.set(key, { known: { license, asOf: undefined }, era: freshness.era })
    keyOf.set(license.id, key)
  }

  function changed(license: LicenseId, revision: number): void {
    const key = keyOf.get(license)
    if (key === undefined && !rules.notesUnremembered) return
    log.note(license, revision)
    const entry = remembered(license)
    if (key !== undefined && entry !== undefined && entry.known.license.revision < revision) entries.delete(key)
  }

  return {
    get size() {
      return entries.size
    },
    recall: (key) => entries.get(key.reveal()),
    begin: () => log.begin({ era: freshness.era, leaseLive: freshness.mayServe() }),
    end: (attention) => log.end(attention),
    stands(attention, license) {
      if (attention.era !== freshness.era) return false
      return !rules.isSuperseded(license.revision, log.newestSince(attention, license.id))
    },
    learn: remember,
    committed(attention, license) {
      const newest = log.newestSince(attention, license.id)
      changed(license.id, license.revision)
      if (!rules.isPutSuperseded(license.revision, newest)) remember(attention, license)
    },
    changed,
  }
}
