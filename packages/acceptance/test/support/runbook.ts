import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { REPOSITORY } from './program.ts'

type Environment = Readonly<Record<string, string>>

/** What an operator's shell did. */
export interface Executed {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** KeyBox's variables, as the shell left them. */
  readonly env: Environment
}

/** The fenced shell blocks of a page, under the heading that matches, in order. */
export async function shellBlocks(page: string, heading: RegExp): Promise<readonly string[]> {
  const markdown = await readFile(join(REPOSITORY, page), 'utf8')
  const section = markdown.split(/^## /m).find((part) => heading.test(part.split('\n', 1).join('')))
  return [...(section ?? '').matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block)
}

/** Runs a block as an operator would who has these variables set. */
export async function execute(block: string, env: Environment): Promise<Executed> {
  const folder = await mkdtemp(join(tmpdir(), 'keybox-runbook-'))
  const file = join(folder, 'environment')
  try {
    const child = spawn('bash', ['-eu', '-o', 'pipefail', '-c', `trap 'env -0 > "${file}"' EXIT\n${block}`], {
      cwd: REPOSITORY,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const closed = once(child, 'close')
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed])
    return { code: Number(code), stdout, stderr, env: keyBoxVariables(await readFile(file, 'utf8')) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function keyBoxVariables(environment: string): Environment {
  const entries = environment.split('\0').map((line): [string, string] => {
    const end = line.indexOf('=')
    return [line.slice(0, end), line.slice(end + 1)]
  })
  return Object.fromEntries(entries.filter(([name]) => name.startsWith('KEYBOX_')))
}
