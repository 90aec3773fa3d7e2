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
  const log = new NamesInLog(new Set(events.flatMap((event) => (event.type === 'reply' ? namedBy(event.text) : []))))
  const early: string[] = []
  let judged = 0
  for (const event of events) {
    if (event.type !== 'reply') {
      log.follow(event)
      continue
    }
    const named = namedBy(event.text)
    if (named.length > 0) judged += 1
    if (!named.every((name) => log.isDurable(name))) early.push(event.text)
  }
  return { judged, early }
}

/** Which names have come into the log, and which of them with it onto the disk. */
class NamesInLog {
  readonly #awaited: Set<string>
  readonly #written = new Set<string>()
  readonly #durable = new Set<string>()
  /** What was written when a thread began to sync. */
  readonly #covered = new Map<string, readonly string[]>()

  /** @param awaited the names that count: most of what looks like one is none */
  constructor(awaited: Set<string>) {
    this.#awaited = awaited
  }

  isDurable(name: string): boolean {
    return this.#durable.has(name)
  }

  follow(event: Exclude<TracedEvent, { readonly type: 'reply' }>): void {
    if (event.type === 'log written') this.#write(event.text)
    else if (event.type === 'sync begun') this.#covered.set(event.thread, [...this.#written])
    else for (const name of this.#covered.get(event.thread) ?? []) this.#sync(name)
  }

  #write(page: string): void {
    for (const name of stretchesOf(page)) if (this.#awaited.delete(name)) this.#written.add(name)
  }

  #sync(name: string): void {
    this.#written.delete(name)
    this.#durable.add(name)
  }
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
function* stretchesOf(page: string): Generator<string> {
  for (const [run] of page.matchAll(HEX_RUN)) {
    for (const length of LENGTHS) {
      for (let start = 0; start + length <= run.length; start += 1) yield run.slice(start, start + length)
    }
  }
}
