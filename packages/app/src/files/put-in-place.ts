import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { link, open, unlink, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

import { errorCode } from '../error-code.ts'

const OWNER_ONLY = 0o600

/**
 * Puts a new file in place whole or not at all, never over one that is there: it is written and forced to disk under
 * another name first, and a hard link fails when the name is taken. Only its owner may read it. False: the name is taken.
 *
 * @throws Error of node:fs when the folder cannot be written to
 */
export async function putInPlace(path: string, write: (file: FileHandle) => Promise<void>): Promise<boolean> {
  const draft = `${path}.${randomUUID()}.new`
  const file = await open(draft, 'wx', OWNER_ONLY)
  try {
    await write(file)
    await file.sync()
    await link(draft, path)
    await syncFolder(dirname(path))
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await file.close()
    await unlink(draft)
  }
}

/** A new name is safe from a power cut only once its folder is on disk as well. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
