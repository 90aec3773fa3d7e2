/** What a traced server did that concerns durability, in the order in which the kernel saw it. */
export type TracedEvent =
  /** A page or a frame header goes into the write-ahead log. */
  | { readonly type: 'log written'; readonly text: string }
  /** The log is asked onto the disk: begun, and later done, by the thread. */
  | { readonly type: 'sync begun' | 'sync done'; readonly thread: string }
  /** The head of a reply with a status of 2xx, and what of its body was sent with it. */
  | { readonly type: 'reply'; readonly text: string }

/** The calls to trace, for `strace -e trace=`. */
export const TRACED_CALLS = ['pwrite64', 'write', 'writev', 'sendto', 'sendmsg', 'fdatasync', 'fsync']

/** `THREAD CALL(FD<PATH>…`: strace(1) with `-f`, and with `-y` for the path. */
const CALL = /^(?<thread>\d+)\s+(?<name>\w+)\(\d+<(?<path>[^>]*)>(?<rest>.*)$/s
const RESUMED = /^(?<thread>\d+)\s+<\.\.\. (?<name>\w+) resumed>(?<rest>.*)$/s
const SUCCESS = / = 0$/
const REPLY = /HTTP\/1\.1 2\d\d /

interface TracedCall {
  readonly thread: string
  readonly name: string
  /** undefined: the second half of a call that another thread interrupted */
  readonly path: string | undefined
  readonly rest: string
}

/** Reads a trace line by line; a call that another thread interrupted is on two lines. */
export function eventsReader(): (line: string) => readonly TracedEvent[] {
  const syncing = new Set<string>()
  return (line) => {
    const call = callOn(line)
    if (call === undefined) return []
    if (call.name === 'fdatasync' || call.name === 'fsync') return syncEvents(call, syncing)
    if (call.name === 'pwrite64') return isLog(call) ? [{ type: 'log written', text: call.rest }] : []
    return REPLY.test(call.rest) ? [{ type: 'reply', text: call.rest }] : []
  }
}

function callOn(line: string): TracedCall | undefined {
  const { thread = '', name = '', path, rest = '' } = (CALL.exec(line) ?? RESUMED.exec(line))?.groups ?? {}
  return name === '' ? undefined : { thread, name, path, rest }
}

/** @param syncing the threads whose sync of the log is interrupted */
function syncEvents(call: TracedCall, syncing: Set<string>): readonly TracedEvent[] {
  const { thread, path, rest } = call
  const done: readonly TracedEvent[] = SUCCESS.test(rest) ? [{ type: 'sync done', thread }] : []
  if (path === undefined) return syncing.delete(thread) ? done : []
  if (!isLog(call)) return []
  if (rest.includes('<unfinished')) syncing.add(thread)
  return [{ type: 'sync begun', thread }, ...done]
}

function isLog({ path }: TracedCall): boolean {
  return path?.endsWith('-wal') === true
}
