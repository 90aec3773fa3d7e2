import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { REPOSITORY } from './program.ts'

export type CommandName = 'backup' | 'restore' | 'doctor' | 'new-secret' | 'reseal' | 'reset-password'

export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly args?: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What it reads on standard input; nothing if not given. */
  readonly input?: string
}

/** Runs what `npm run NAME` runs in the end, to its end. */
export async function runCommand(
  name: CommandName,
  { args = [], env, input = '' }: CommandOptions,
): Promise<CommandResult> {
  const program = join(REPOSITORY, `packages/app/src/commands/${name}.ts`)
  const child = spawn(process.execPath, ['--conditions=keybox-source', program, ...args], {
    cwd: REPOSITORY,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  child.stdin.end(input)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { code: typeof code === 'number' ? code : null, stdout, stderr }
}
