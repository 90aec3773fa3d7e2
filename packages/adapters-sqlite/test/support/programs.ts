import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

const run = promisify(execFile)
const CONDITIONS = '--conditions=keybox-source'

const PROGRAMS = {
  'hold-store': new URL('../programs/hold-store.ts', import.meta.url),
  'fill-disk': new URL('../programs/fill-disk.ts', import.meta.url),
} as const

/** Starts a program of the folder beside in a process of its own, and waits for the first that it says. */
export async function startProgram(
  name: keyof typeof PROGRAMS,
  ...args: readonly string[]
): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const child = spawn(process.execPath, [CONDITIONS, fileURLToPath(PROGRAMS[name]), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  for await (const chunk of child.stdout) return { child, said: String(chunk) }
  throw new Error(`${name} ended without a word`)
}

/** Sends SIGKILL and waits until the process is gone. */
export async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** Runs a program to its end where no file may grow beyond `blocks` times 512 bytes, and gives what it printed. */
export async function outputWithinFileSize(
  blocks: number,
  name: keyof typeof PROGRAMS,
  ...args: readonly string[]
): Promise<string> {
  // Node.js ignores SIGXFSZ, so that the limit shows as EFBIG from write(2).
  const script = `ulimit -f ${blocks}; exec "$@"`
  const command = [process.execPath, CONDITIONS, fileURLToPath(PROGRAMS[name]), ...args]
  const { stdout } = await run('/bin/sh', ['-c', script, 'sh', ...command])
  return stdout
}
