import type { TracedEvent } from './system-calls.ts'

/** What a reply names that was written for it: ids, and digests of machines. */
const NAMED = /\\"(?<name>[0-9a-f]{64}|[0-9a-f]{24})\\"/g
const HEX_RUN = /[0-9a-f]{24,}/g
const LENGTHS = [24, 64]

export interface DurabilityVerdict {
  /** Replies that named something that had to be on the disk, or that were to follow a commit. */
  readonly judged: number
  /** Replies that were sent too soon. */
  readonly early: readonly string[]
}

/**
 * Whether every reply was sent after what it tells of was on the disk: a page with the id in it was written to the log,
 * then the log was synced, then the reply was sent.
 */
export function judgeNames(events: readonly TracedEvent[]): DurabilityVerdict {
  const names = new Set(events.flatMap((event) => (event.type === 'reply' ? namedBy(event.text) : [])))
  const written = new Set<string>()
  const durable = new Set<string>()
  const covered = new Map<string, readonly string[]>()
  const early: string[] = []
  let judged = 0
  for (const event of events) {
    switch (event.type) {
      case 'log written':
        for (const name of namesIn(event.text)) if (names.has(name) && !durable.has(name)) written.add(name)
        break
      case 'sync begun':
        covered.set(event.thread, [...written])
        break
      case 'sync done':
        for (const name of covered.get(event.thread) ?? []) {
          durable.add(name)
          written.delete(name)
        }
        break
      case 'reply': {
        const named = namedBy(event.text)
        if (named.length === 0) break
        judged += 1
        if (!named.every((name) => durable.has(name))) early.push(event.text)
        break
      }
    }
  }
  return { judged, early }
}

/** The same for a client who sends one write after the other: each reply follows a sync of a log that was written. */
export function judgeSerial(events: readonly TracedEvent[]): DurabilityVerdict {
  const early: string[] = []
  let judged = 0
  let state: 'nothing written' | 'written' | 'synced' = 'nothing written'
  for (const event of events) {
    switch (event.type) {
      case 'log written':
        state = 'written'
        break
      case 'sync begun':
        break
      case 'sync done':
        if (state === 'written') state = 'synced'
        break
      case 'reply':
        judged += 1
        if (state !== 'synced') early.push(event.text)
        state = 'nothing written'
        break
    }
  }
  return { judged, early }
}

function namedBy(reply: string): readonly string[] {
  return [...reply.matchAll(NAMED)].map(({ groups }) => groups?.['name'] ?? '')
}

/** Texts stand in a page one behind the other without a gap: every stretch of the right length may be a name. */
function* namesIn(page: string): Generator<string> {
  for (const [run] of page.matchAll(HEX_RUN)) {
    for (const length of LENGTHS) {
      for (let start = 0; start + length <= run.length; start += 1) yield run.slice(start, start + length)
    }
  }
}
