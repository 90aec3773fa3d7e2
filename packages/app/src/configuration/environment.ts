import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

import { err, ok, type Result } from '@keybox/domain'

import type { Environment } from './configuration.ts'

/**
 * The process's environment over the `.env` file of the working directory, if there is one: what was set for this very
 * start wins. NODE_OPTIONS in the file is too late for this process and has no effect.
 */
export function readEnvironment(
  processEnvironment: Environment,
  file = '.env',
): Result<Environment, readonly string[]> {
  try {
    return ok({ ...parseEnv(readFileSync(file, 'utf8')), ...processEnvironment })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return code === 'ENOENT' ? ok(processEnvironment) : err([`The file ${file} cannot be read (${code})`])
  }
}
