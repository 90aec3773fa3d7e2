import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { eventsReader, TRACED_CALLS, type TracedEvent } from './system-calls.ts'

/** More than a page of the log with every byte escaped, and more than any reply. */
const SHOWN_BYTES = 20_000

/**
 * For `tracer`: every thread, paths of files, whole texts, into `file`. As a grandchild (`-D`), so that the process that
 * is started, stopped and waited for is the server itself.
 */
export function tracedNode(strace: string, file: string): readonly [string, ...string[]] {
  const what = [
    '-f',
    '-y',
    '-qq',
    '-s',
    String(SHOWN_BYTES),
    '-e',
    `trace=${TRACED_CALLS.join(',')}`,
    '-e',
    'signal=none',
  ]
  return [strace, '-D', ...what, '-o', file, process.execPath]
}

/** What a trace tells of durability. */
export async function readTrace(file: string): Promise<readonly TracedEvent[]> {
  const eventsOf = eventsReader()
  const events: TracedEvent[] = []
  for await (const line of createInterface({ input: createReadStream(file, 'latin1') })) events.push(...eventsOf(line))
  return events
}
