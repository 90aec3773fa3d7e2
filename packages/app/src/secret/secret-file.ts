import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { link, open, unlink, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

import { parseMasterSecret, type MasterSecret } from '@keybox/adapters-crypto'
import { ok, type Result } from '@keybox/domain'

import { errorCode } from '../error-code.ts'
import { secretRefused, type SecretRefused } from './secret-refused.ts'

/** Far beyond any secret: what is larger is some other file. */
const MAX_BYTES = 4096
const OWNER_ONLY = 0o600
const ANYONE_ELSE = 0o077

/** undefined: there is no such file. A line end after the secret, as editors leave it, is not part of it. */
export async function readSecretFile(path: string): Promise<Result<MasterSecret | undefined, SecretRefused>> {
  let file: FileHandle
  try {
    // Without O_NONBLOCK a named pipe in its place would hang the start.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ok(undefined)
    return secretRefused(`The secret file ${path} cannot be read (${errorCode(error)})`)
  }
  try {
    return await readOpened(file, path)
  } finally {
    await file.close()
  }
}

async function readOpened(file: FileHandle, path: string): Promise<Result<MasterSecret, SecretRefused>> {
  const stat = await file.stat()
  if (!stat.isFile()) return secretRefused(`The secret file ${path} is not a file`)
  if (process.platform !== 'win32' && (stat.mode & ANYONE_ELSE) !== 0) {
    return secretRefused(`The secret file ${path} is open to others than its owner: chmod 600 ${path}`)
  }
  if (stat.size > MAX_BYTES)
    return secretRefused(`The secret file ${path} is not one: it is longer than ${MAX_BYTES} bytes`)
  const secret = parseMasterSecret((await file.readFile('utf8')).replace(/\r?\n$/, ''))
  return secret.ok ? secret : secretRefused(`The secret in ${path} ${secret.error.reason}`)
}

/**
 * Puts a new secret in place whole or not at all, never over a file that is there: it is written and forced to disk
 * under another name first, and a hard link fails when the name is taken. False: somebody else was faster.
 *
 * @throws Error of node:fs when the folder cannot be written to
 */
export async function createSecretFile(path: string, secret: MasterSecret): Promise<boolean> {
  const draft = `${path}.${randomUUID()}.new`
  const file = await open(draft, 'wx', OWNER_ONLY)
  try {
    await file.writeFile(`${secret.reveal()}\n`)
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
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
