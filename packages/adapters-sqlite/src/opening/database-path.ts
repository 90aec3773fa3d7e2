import { closeSync, lstatSync, mkdirSync, openSync, readlinkSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { ok, type Result, type StoreRefused } from '@keybox/domain'
import { refused, refusedBecause } from './store-refused.ts'

/**
 * The one absolute path behind every spelling of it, through symbolic links, whether or not the file exists yet: what
 * belongs to the database lies beside this one. The folder is made when it is missing, for its owner only. Refused as
 * UNREACHABLE: what is there and no file, or cannot be looked at.
 */
export function locateDatabase(path: string): Result<string, StoreRefused> {
  try {
    const file = realPath(path)
    const found = lstatSync(file, { throwIfNoEntry: false })
    if (found === undefined || found.isFile()) return ok(file)
    const kind = found.isDirectory() ? 'it is a folder: name a file in it' : 'it is no file'
    return refused('UNREACHABLE', `Cannot open the database ${path}: ${kind}`)
  } catch (error) {
    return refusedBecause(error, path)
  }
}

/** @throws NodeJS.ErrnoException */
function realPath(path: string): string {
  const absolute = resolve(path)
  const target = danglingLinkTarget(absolute)
  if (target !== undefined) return realPath(target)
  if (exists(absolute)) return realpathSync(absolute)
  mkdirSync(dirname(absolute), { recursive: true, mode: 0o700 })
  return join(realpathSync(dirname(absolute)), basename(absolute))
}

/**
 * Makes an empty file that only its owner may read; SQLite gives the log files beside it the same mode. A file that is
 * there already is not even opened: closing it would drop every lock that this process has on it (fcntl(2), "advisory
 * record locking").
 *
 * @throws NodeJS.ErrnoException
 */
export function ensurePrivateFile(file: string): void {
  if (exists(file)) return
  closeSync(openSync(file, 'wx', 0o600))
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

/** Where a link leads that leads to nothing yet. */
function danglingLinkTarget(path: string): string | undefined {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined
  try {
    realpathSync(path)
    return undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return resolve(dirname(path), readlinkSync(path))
    }
    throw error
  }
}
