import { instant, type Instant, type RunningWindow, type SharedCounts, type WindowCount } from '@keybox/domain'

interface Window {
  readonly start: Instant
  readonly counts: ReadonlyMap<SharedCounts, number>
}

/** Counts that servers of a test share. Each call of what it gives is one more server. */
export function sharedCountsInMemory(): () => SharedCounts {
  const windows = new Map<string, Window>()
  return () => {
    const server: SharedCounts = {
      exchange: async (counted, now) =>
        new Map(
          [...counted].map(([client, own]) => {
            const window = joined(windows.get(client), own, now)
            const counts = new Map(window.counts).set(server, own.count)
            windows.set(client, { ...window, counts })
            return [client, { start: window.start, count: total(counts) - own.count } satisfies WindowCount]
          }),
        ),
      isCounted: async (clients) => clients.some((client) => windows.has(client)),
    }
    return server
  }
}

function joined(found: Window | undefined, { start, end }: RunningWindow, now: Instant): Window {
  const joins = found !== undefined && found.start > now - (end - start) && found.start < end
  return joins ? { start: instant(Math.min(found.start, start)), counts: found.counts } : { start, counts: new Map() }
}

function total(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}
