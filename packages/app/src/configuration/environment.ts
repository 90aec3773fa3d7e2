import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

import { err, ok, type Result } from '@keybox/domain'

import type { Environment } from './configuration.ts'

/**
 * The process's environment over the `.env` file of the working directory, if there is one: what was set for this very
 * start wins, unless it is the empty text, which counts as unset. NODE_OPTIONS in the file is too late for this process
 * and has no effect.
 */
export function readEnvironment(
  processEnvironment: Environment,
  file = '.env',
): Result<Environment, readonly string[]> {
  const set = Object.fromEntries(Object.entries(processEnvironment).filter(([, value]) => (value ?? '') !== ''))
  try {
    const text = textOf(readFileSync(file))
    return text.ok ? ok({ ...parseEnv(text.value), ...set }) : err([`The file ${file} ${text.error}`])
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return code === 'ENOENT' ? ok(set) : err([`The file ${file} cannot be read (${code})`])
  }
}

/** Without the byte order mark that some editors put first, which would become part of the first variable's name. */
function textOf(bytes: Buffer): Result<string, string> {
  if (!isUtf8(bytes)) return err('is not UTF-8 text')
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  return text.includes('\u0000') ? err('contains the character U+0000') : ok(text)
}
