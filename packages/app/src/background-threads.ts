import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { promisify } from 'node:util'

/** The last of the kernel's -20 to 19: an idle core is theirs, on a busy one they have a seventieth of what the event loop has. */
const NICENESS = 19

/**
 * Lets the threads on which passwords are hashed give way to the one that answers: where cores are few, every verdict would
 * otherwise wait for a slice of a log-in. On Linux, where each thread has a priority of its own
 * (https://man7.org/linux/man-pages/man2/setpriority.2.html, "C library/kernel differences") and libuv names its threads;
 * elsewhere nothing is done. A sandbox may forbid any of it: slower beside log-ins, and right all the same.
 */
export async function letBackgroundThreadsGiveWay(): Promise<void> {
  if (process.platform !== 'linux') return
  try {
    const threads = await hashingThreads()
    for (const thread of threads) setPriority(Number(thread), NICENESS)
    await Promise.all(threads.map(runWhenIdle))
  } catch {
    // They stay with what they have.
  }
}

async function hashingThreads(): Promise<readonly string[]> {
  const threads = await readdir('/proc/self/task')
  const names = await Promise.all(threads.map((thread) => readFile(`/proc/self/task/${thread}/comm`, 'utf8')))
  return threads.filter((_, index) => names[index]?.startsWith('libuv-worker'))
}

/**
 * However nice, a thread keeps the core until its slice ends, some milliseconds; one of the idle class loses it the moment
 * that another has something to do (https://man7.org/linux/man-pages/man7/sched.7.html, SCHED_IDLE). There is a command for
 * it (util-linux, BusyBox), and no call in Node.
 */
async function runWhenIdle(thread: string): Promise<void> {
  await promisify(execFile)('chrt', ['-i', '-p', '0', thread])
}
