import type { LicenseId } from '@keybox/domain'

/** Something under way whose outcome may be overtaken: a store read, a unit of work. */
export interface Watch {
  /** Changes up to this one came before it. */
  readonly since: number
}

/**
 * Which revisions were learned of while something is under way, whether or not the licence is remembered: a read whose
 * licence was evicted, or never remembered, is overtaken all the same. It holds nothing while nothing is under way.
 */
export interface ChangeLog {
  begin<T extends object>(what: T): T & Watch
  end(watch: Watch): void
  note(license: LicenseId, revision: number): void
  /** The newest revision noted since the watch began; undefined: none. */
  newestSince(watch: Watch, license: LicenseId): number | undefined
}

interface Change {
  readonly revision: number
  readonly sequence: number
}

export function createChangeLog(): ChangeLog {
  // Both in order of sequence: what is oldest is first.
  const watches = new Set<Watch>()
  const changes = new Map<LicenseId, Change>()
  let sequence = 0

  function forgetUnwatched(): void {
    const oldest = watches.values().next().value
    if (oldest === undefined) return changes.clear()
    for (const [license, change] of changes) {
      if (change.sequence > oldest.since) return
      changes.delete(license)
    }
  }

  return {
    begin(what) {
      const watch = { ...what, since: sequence }
      watches.add(watch)
      return watch
    },
    end(watch) {
      watches.delete(watch)
      forgetUnwatched()
    },
    note(license, revision) {
      if (watches.size === 0) return
      sequence += 1
      const known = changes.get(license)?.revision ?? 0
      changes.delete(license)
      changes.set(license, { revision: Math.max(known, revision), sequence })
    },
    newestSince(watch, license) {
      const change = changes.get(license)
      return change !== undefined && change.sequence > watch.since ? change.revision : undefined
    },
  }
}
