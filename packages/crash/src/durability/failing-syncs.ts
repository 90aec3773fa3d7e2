/** Which syncs of a thread fail, counted from 1. */
export interface FailingSyncs {
  readonly first: number
  readonly last: number
}

/**
 * For `tracer`: on each thread these calls of fdatasync(2) end with EIO and do nothing, as when a disk fails that the
 * system writes to in the background. With one thread for files (`UV_THREADPOOL_SIZE=1`) they are the server's own; what
 * SQLite syncs for itself is on the main thread, and once it has started that is little.
 */
export function nodeWithFailingSyncs(
  strace: string,
  log: string,
  { first, last }: FailingSyncs,
): readonly [string, ...string[]] {
  const inject = `inject=fdatasync:error=EIO:when=${first}..${last}`
  return [
    strace,
    '-D',
    '-f',
    '-qq',
    '-e',
    'trace=fdatasync',
    '-e',
    inject,
    '-e',
    'signal=none',
    '-o',
    log,
    process.execPath,
  ]
}
