import { readFile } from 'node:fs/promises'
import { constants, getPriority } from 'node:os'
import { passwordHasherContract } from '@keybox/contracts'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'

import { argon2OnThreads } from '../src/hashing/argon2.ts'
import {
  createHashingProcess,
  type HashingProcess,
  type HashingProcessOptions,
} from '../src/hashing/hashing-process.ts'
import { createPasswordHasher } from '../src/password-hasher.ts'

const CHEAP = { memoryKiB: 1024, passes: 1, parallelism: 1 }
const USUAL = { memoryKiB: 19_456, passes: 2, parallelism: 1 }
/** Minutes of work: no test waits for its end. */
const ENDLESS = { memoryKiB: 19_456, passes: 100_000, parallelism: 1 }
/** For what happens in another process, on a machine that may be full. */
const PATIENT = { timeout: 20_000 }
const NEVER = 2 ** 31 - 1

const { PRIORITY_LOW, PRIORITY_BELOW_NORMAL } = constants.priority

function aProcess(options: HashingProcessOptions = {}): HashingProcess {
  const hashing = createHashingProcess({ starvedAfterMs: NEVER, ...options })
  onTestFinished(() => hashing.close())
  return hashing
}

const pidOf = (hashing: HashingProcess, other?: number): Promise<number> =>
  vi.waitFor(() => {
    const { pid } = hashing
    if (pid === undefined || pid === other) throw new Error('No new process yet')
    return pid
  }, PATIENT)

const isGone = (pid: number): Promise<void> =>
  vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), PATIENT)

describe('in a process of its own', () => {
  const shared = createHashingProcess({ starvedAfterMs: NEVER })
  afterAll(() => shared.close())
  passwordHasherContract((bounds) => createPasswordHasher({ ...bounds, cost: CHEAP, argon2: shared }))
})

describe('a hashing process', { timeout: 60_000 }, () => {
  it('is started by the first password, and ends when there was none for a while', async () => {
    const hashing = aProcess({ idleMs: 1 })
    expect(hashing.pid).toBeUndefined()
    const hashed = hashing.hash('correct horse', CHEAP)
    const pid = await pidOf(hashing)
    expect(await hashed).toMatch(/^\$argon2id\$/)
    await isGone(pid)
    expect(hashing.pid).toBeUndefined()
    expect(await hashing.verify(await hashed, 'correct horse')).toBe(true)
  })

  it('makes hashes that threads know, and knows theirs', async () => {
    const hashing = aProcess()
    expect(await argon2OnThreads.verify(await hashing.hash('correct horse', CHEAP), 'correct horse')).toBe(true)
    const theirs = await argon2OnThreads.hash('correct horse', CHEAP)
    expect(await hashing.verify(theirs, 'correct horse')).toBe(true)
    expect(await hashing.verify(theirs, 'battery staple')).toBe(false)
  })

  it('gives way to everyone else', async () => {
    const hashing = aProcess()
    void hashing.hash('correct horse', ENDLESS).catch(() => {})
    const pid = await pidOf(hashing)
    expect(getPriority(pid)).toBe(PRIORITY_LOW)
    if (process.platform === 'linux')
      await vi.waitFor(async () => expect(await policyOf(pid)).toBe(SCHED_IDLE), PATIENT)
  })

  it('insists on a share of a machine that leaves it none, until there was no password for a while', async () => {
    const hashing = aProcess({ starvedAfterMs: 1, idleMs: 1 })
    const hashes = [hashing.hash('correct horse', USUAL), hashing.hash('battery staple', USUAL)]
    const deferent = await pidOf(hashing)
    const insistent = await pidOf(hashing, deferent)
    expect(getPriority(insistent)).toBe(PRIORITY_BELOW_NORMAL)
    const [first = '', second = ''] = await Promise.all(hashes)
    expect(await argon2OnThreads.verify(first, 'correct horse')).toBe(true)
    expect(await argon2OnThreads.verify(second, 'battery staple')).toBe(true)
    await isGone(deferent)
    await isGone(insistent)
    void hashing.hash('correct horse', CHEAP).catch(() => {})
    expect(getPriority(await pidOf(hashing))).toBe(PRIORITY_LOW)
  })

  it('takes nothing with it when it is killed', async () => {
    const hashing = aProcess()
    const texts = Array.from({ length: 12 }, (_, index) => `password ${index}`)
    const hashes = texts.map((text) => hashing.hash(text, USUAL))
    await hashes[0]
    const pid = await pidOf(hashing)
    process.kill(pid, 'SIGKILL')
    for (const [index, hash] of (await Promise.all(hashes)).entries())
      expect(await hashing.verify(hash, texts[index] ?? '')).toBe(true)
    expect(hashing.pid).not.toBe(pid)
  })

  it.each([
    ['deferent', { starvedAfterMs: 2000 }],
    ['insistent', { starvedAfterMs: 1, hungAfterMs: 2000 }],
  ])('is replaced when it hangs, a %s one too', async (_, options) => {
    const hashing = aProcess(options)
    const hash = await hashing.hash('correct horse', USUAL)
    const pid = await pidOf(hashing)
    process.kill(pid, 'SIGSTOP')
    expect(await hashing.verify(hash, 'correct horse')).toBe(true)
    expect(hashing.pid).not.toBe(pid)
    await isGone(pid)
  })

  it('is not started for ever over a password that ends it', async () => {
    const hashing = aProcess()
    const failure = hashing.hash('correct horse', ENDLESS).catch((error: unknown) => error)
    let pid: number | undefined
    for (let end = 0; end < 3; end += 1) {
      pid = await pidOf(hashing, pid)
      process.kill(pid, 'SIGKILL')
    }
    expect(String(await failure)).toBe('Error: 3 processes ended over one password hash')
    expect(await hashing.hash('battery staple', CHEAP)).toMatch(/^\$argon2id\$/)
  })

  it('is closed at once, whatever is under way', async () => {
    const hashing = aProcess()
    const failure = hashing.hash('correct horse', ENDLESS).catch((error: unknown) => error)
    const pid = await pidOf(hashing)
    hashing.close()
    expect(String(await failure)).toBe('Error: Closed')
    await isGone(pid)
  })

  it('leaves the work to threads where it cannot be started', async () => {
    const hashing = aProcess({ execPath: '/nonexistent/node' })
    const hash = await hashing.hash('correct horse', CHEAP)
    expect(await hashing.verify(hash, 'correct horse')).toBe(true)
    expect(hashing.pid).toBeUndefined()
  })

  it('tells of a failure without the password, and goes on', async () => {
    const hashing = aProcess()
    const failure: unknown = await hashing.verify('not a hash', 'battery staple').catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(String(failure)).not.toContain('battery staple')
    expect(await hashing.hash('battery staple', CHEAP)).toMatch(/^\$argon2id\$/)
  })

  it.runIf(process.platform === 'linux')('is told nothing of what its parent was configured with', async () => {
    vi.stubEnv('KEYBOX_SECRET', 'a secret that is planted')
    onTestFinished(() => void vi.unstubAllEnvs())
    const hashing = aProcess()
    await hashing.hash('correct horse', CHEAP)
    const environment = await readFile(`/proc/${await pidOf(hashing)}/environ`, 'utf8')
    expect(environment.split('\0').map((entry) => entry.split('=')[0])).not.toContain('KEYBOX_SECRET')
    expect(environment).not.toContain('planted')
  })
})

const SCHED_IDLE = 5

/** The 41st field of `stat`, proc_pid_stat(5), counted from behind the name, which may have spaces in it. */
async function policyOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[38])
}
