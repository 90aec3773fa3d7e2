import { readFileSync } from 'node:fs'

/** An idle connection takes about 10 KB, so that all of them take 100 MB. */
const MOST_CONNECTIONS = 10_240
/** Open files that are left to the store, the log and the pages of the documentation. */
const OTHER_FILES = 256

/** How many connections may be open at once, where the process may have so many files open. */
export function connectionBound(openFiles: number): number {
  return Math.max(1, Math.min(MOST_CONNECTIONS, openFiles - OTHER_FILES))
}

/** Infinity where the system does not say. Node has raised it as far as it may when it started. */
export function openFilesLimit(file = '/proc/self/limits'): number {
  try {
    // `Max open files  SOFT  HARD  files`, https://man7.org/linux/man-pages/man5/proc_pid_limits.5.html
    const [, limit] = /^Max open files +(\d+)/m.exec(readFileSync(file, 'utf8')) ?? []
    return limit === undefined ? Infinity : Number(limit)
  } catch {
    return Infinity
  }
}
