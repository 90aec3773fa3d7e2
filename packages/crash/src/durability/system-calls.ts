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
const CALL = /^(?<thread>\d+)\s+(?<call>\w+)\(\d+<(?<path>[^>]*)>(?<rest>.*)$/s
const RESUMED = /^(?<thread>\d+)\s+<\.\.\. (?<call>\w+) resumed>(?<rest>.*)$/s
const SUCCESS = / = 0$/
const REPLY = /HTTP\/1\.1 2\d\d /

/** Reads a trace line by line; a call that another thread interrupted is on two lines. */
export function eventsReader(): (line: string) => readonly TracedEvent[] {
  const syncing = new Set<string>()
  return (line) => {
    const { thread = '', call = '', path, rest = '' } = (CALL.exec(line) ?? RESUMED.exec(line))?.groups ?? {}
    const isSync = call === 'fdatasync' || call === 'fsync'
    if (path === undefined) return isSync && syncing.delete(thread) ? syncDone(thread, rest) : []
    if (isSync && path.endsWith('-wal')) {
      const begun: TracedEvent = { type: 'sync begun', thread }
      if (!rest.includes('<unfinished')) return [begun, ...syncDone(thread, rest)]
      syncing.add(thread)
      return [begun]
    }
    if (call === 'pwrite64' && path.endsWith('-wal')) return [{ type: 'log written', text: rest }]
    return REPLY.test(rest) ? [{ type: 'reply', text: rest }] : []
  }
}

function syncDone(thread: string, rest: string): readonly TracedEvent[] {
  return SUCCESS.test(rest) ? [{ type: 'sync done', thread }] : []
}
