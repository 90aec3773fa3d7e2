import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Address } from './http-client.ts'
import { REPOSITORY } from './program.ts'

const HERE = join(REPOSITORY, 'packages/acceptance/schemathesis')
const REQUIREMENTS = join(HERE, 'requirements.txt')
const OUTPUT_LIMIT = 64 * 1024 * 1024

export interface SchemathesisRun {
  /** It has met no failure that `hooks.py` does not excuse, and no error of its own. */
  readonly passed: boolean
  readonly said: string
  /** Requests that it made up and sent. */
  readonly cases: number
}

export interface SchemathesisOptions {
  readonly token: string
  readonly seed: number
  /** Requests for each operation in each phase, at most. */
  readonly examples: number
  /** After so long it stops, whatever is left. */
  readonly seconds: number
  /** `operationId`s that are left alone. */
  readonly without: readonly string[]
}

/** Has Schemathesis try a server by the description that the server gives of itself, in every phase. */
export async function runSchemathesis(
  { host, port }: Address,
  { token, seed, examples, seconds, without }: SchemathesisOptions,
): Promise<SchemathesisRun> {
  const packages = await provision()
  // It leaves caches behind where it runs.
  const folder = await mkdtemp(join(tmpdir(), 'keybox-schemathesis-'))
  const options = [
    ['-m', 'schemathesis.cli', '--config-file', join(HERE, 'schemathesis.toml')],
    ['run', `http://${host}:${port}/openapi.json`, '--header', `Authorization: Bearer ${token}`],
    ['--seed', String(seed), '--max-examples', String(examples), '--max-time', String(seconds)],
    without.flatMap((operation) => ['--exclude-operation-id', operation]),
    ['--continue-on-failure', '--generation-database', 'none', '--warnings', 'off', '--no-color'],
  ]
  const env = {
    ...process.env,
    PYTHONPATH: packages,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONHASHSEED: '0',
    SCHEMATHESIS_HOOKS: join(HERE, 'hooks.py'),
  }
  try {
    const { said, passed } = await python(options.flat(), { cwd: folder, env })
    return { passed, said, cases: Number(/(\d+) generated/.exec(said)?.[1] ?? 0) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * The folder of its packages, in the user's cache; on first use they are taken from the Python package index, each of a
 * version and checksum that are pinned. Without a virtual environment, which some systems have no module for.
 */
async function provision(): Promise<string> {
  const pinned = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex')
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'keybox')
  const packages = join(cache, `schemathesis-${pinned.slice(0, 16)}`)
  if (await exists(packages)) return packages
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(`${packages}-`)
  const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '--require-hashes']
  const target = ['--target', folder, '--requirement', REQUIREMENTS]
  const { passed, said } = await python(['-m', 'pip', 'install', ...options, ...target], { env: process.env })
  if (!passed) {
    await rm(folder, { recursive: true, force: true })
    throw new Error(`Schemathesis could not be installed: ${said.split('\n').slice(-4).join(' ')}`)
  }
  // Another run may have been quicker; what it put there is the same.
  await rename(folder, packages).catch(() => rm(folder, { recursive: true, force: true }))
  return packages
}

interface PythonOptions {
  readonly env: NodeJS.ProcessEnv
  readonly cwd?: string
}

async function python(
  args: readonly string[],
  options: PythonOptions,
): Promise<{ readonly passed: boolean; readonly said: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)('python3', args, { ...options, maxBuffer: OUTPUT_LIMIT })
    return { passed: true, said: stdout + stderr }
  } catch (error) {
    if (!(error instanceof Error) || !('stdout' in error) || !('stderr' in error)) throw error
    return { passed: false, said: `${String(error.stdout)}${String(error.stderr)}` || error.message }
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
