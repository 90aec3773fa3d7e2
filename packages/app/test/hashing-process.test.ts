import { readdir, readFile } from 'node:fs/promises'

import { describe, expect, it, vi } from 'vitest'

import { loggedIn, signedUp } from './support/api.ts'
import { Program } from './support/program.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

vi.setConfig({ testTimeout: 60_000 })

const PATIENT = { timeout: 20_000 }

/** The processes that were started by that one; the 4th field of `stat`, proc_pid_stat(5), is whose child it is. */
async function childrenOf(parent: number): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
  return pids
    .filter((_, index) => Number(/^.*\) \S (\d+) /s.exec(stats[index] ?? '')?.[1]) === parent)
    .map((pid) => Number(pid))
}

async function withPasswordsHashed(): Promise<{ program: Program; address: string; hashing: number }> {
  const program = new Program({ folder: await temporaryFolder(), environment: { KEYBOX_DATABASE_URL: 'memory:' } })
  const address = await program.address()
  expect(await childrenOf(program.child.pid ?? 0)).toEqual([])
  await signedUp(address)
  const hashing = await vi.waitFor(async () => {
    const [child, ...others] = await childrenOf(program.child.pid ?? 0)
    expect(others).toEqual([])
    return child ?? expect.unreachable('Passwords are hashed in the server itself')
  }, PATIENT)
  return { program, address, hashing }
}

const isGone = (pid: number): Promise<void> =>
  vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), PATIENT)

describe.runIf(process.platform === 'linux')('the process that hashes passwords', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'is started for the first one, and ends with a server at %s',
    async (signal) => {
      const { program, hashing } = await withPasswordsHashed()
      await program.stop(signal)
      await isGone(hashing)
    },
  )

  it('stays when it is told to stop: the server may have log-ins to answer yet', async () => {
    const { program, address, hashing } = await withPasswordsHashed()
    process.kill(hashing, 'SIGINT')
    process.kill(hashing, 'SIGTERM')
    await loggedIn(address)
    expect(await childrenOf(program.child.pid ?? 0)).toEqual([hashing])
  })

  it('is replaced when it is killed', async () => {
    const { address, hashing } = await withPasswordsHashed()
    process.kill(hashing, 'SIGKILL')
    await loggedIn(address)
    await isGone(hashing)
  })
})
