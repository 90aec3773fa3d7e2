import { readdir, readFile } from 'node:fs/promises'
import { setPriority } from 'node:os'

/** The last of the kernel's -20 to 19: an idle core is theirs, on a busy one they have a seventieth of what the event loop has. */
const NICENESS = 19

/**
 * Lets the threads on which passwords are hashed give way to the one that answers: where cores are few, every verdict would
 * otherwise wait for a slice of a log-in. On Linux, where each thread has a priority of its own
 * (https://man7.org/linux/man-pages/man2/setpriority.2.html, "C library/kernel differences") and libuv names its threads;
 * elsewhere nothing is done.
 */
export async function letBackgroundThreadsGiveWay(): Promise<void> {
  if (process.platform !== 'linux') return
  try {
    for (const thread of await readdir('/proc/self/task')) {
      const name = await readFile(`/proc/self/task/${thread}/comm`, 'utf8')
      if (name.startsWith('libuv-worker')) setPriority(Number(thread), NICENESS)
    }
  } catch {
    // A sandbox that hides threads or forbids priorities: slower beside log-ins, and right all the same.
  }
}
