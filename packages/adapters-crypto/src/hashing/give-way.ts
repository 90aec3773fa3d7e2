import { execFile } from 'node:child_process'
import { constants, setPriority } from 'node:os'

/**
 * How a process gives way to others. `idle`: it has the time that nobody else wants. `low`: it has a tenth of what others
 * have, however busy the machine is.
 */
export type Deference = 'idle' | 'low'

/**
 * For a process that was just started and has one thread: those that come later inherit it. The lowest niceness is not enough
 * on Linux: since the scheduler is EEVDF (6.6) a nice thread may use up its slice of some milliseconds before one that wakes
 * up has its turn, while one of the idle class is interrupted at once
 * (https://man7.org/linux/man-pages/man7/sched.7.html, SCHED_IDLE). There is a command for that (util-linux, BusyBox), and no
 * call in Node. Where a sandbox forbids it, things are slower beside password hashes, and right all the same.
 */
export function giveWay(pid: number, deference: Deference): void {
  const { PRIORITY_LOW, PRIORITY_BELOW_NORMAL } = constants.priority
  try {
    setPriority(pid, deference === 'idle' ? PRIORITY_LOW : PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already, or may not be told.
  }
  if (deference === 'idle' && process.platform === 'linux') {
    execFile('chrt', ['-i', '-p', '0', String(pid)], () => {})
  }
}
