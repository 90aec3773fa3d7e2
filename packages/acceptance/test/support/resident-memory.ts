import { readFile } from 'node:fs/promises'

/** In megabytes. */
export interface Resident {
  readonly total: number
  /** Pages of files, nearly all of Node's program. */
  readonly files: number
  /** The most that there ever was in all. */
  readonly peak: number
}

/** What a process has in memory, by https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export async function residentMegabytes(pid: number): Promise<Resident> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024
  return { total: megabytes('VmRSS'), files: megabytes('RssFile'), peak: megabytes('VmHWM') }
}
