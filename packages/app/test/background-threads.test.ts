import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { Program } from './support/program.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

/** By name; the 19th field of a thread's `stat`, proc_pid_stat(5), counted from behind the name, which may have spaces in it. */
async function niceness(pid: number): Promise<ReadonlyMap<string, number>> {
  const threads = await readdir(`/proc/${pid}/task`)
  const stats = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8')))
  return new Map(
    stats.map((stat) => {
      const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? []
      return [name, Number(rest.split(' ')[16])]
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
    const threads = await niceness(program.child.pid ?? 0)
    expect(threads.get('libuv-worker')).toBe(19)
    expect(threads.get('node-MainThread')).toBe(0)
  },
)
