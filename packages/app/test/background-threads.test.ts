import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { Program } from './support/program.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const SCHED_OTHER = 0
const SCHED_IDLE = 5

interface Scheduling {
  readonly niceness: number
  readonly policy: number
}

/** By name; the 19th and the 41st field of a thread's `stat`, proc_pid_stat(5), counted from behind the name, which may have spaces. */
async function scheduling(pid: number): Promise<ReadonlyMap<string, Scheduling>> {
  const threads = await readdir(`/proc/${pid}/task`)
  const stats = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8')))
  return new Map(
    stats.map((stat) => {
      const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? []
      const fields = rest.split(' ')
      return [name, { niceness: Number(fields[16]), policy: Number(fields[38]) }]
    }),
  )
}

it.runIf(process.platform === 'linux')(
  'hashes passwords on threads that give way to the one that answers',
  async () => {
    const program = new Program({
      folder: await temporaryFolder(),
      environment: { KEYBOX_DATABASE_URL: 'memory:' },
    })
    await program.address()
    const threads = await scheduling(program.child.pid ?? 0)
    expect(threads.get('libuv-worker')).toEqual({ niceness: 19, policy: SCHED_IDLE })
    expect(threads.get('node-MainThread')).toEqual({ niceness: 0, policy: SCHED_OTHER })
  },
)
