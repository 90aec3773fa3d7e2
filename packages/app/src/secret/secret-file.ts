import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'

import { parseMasterSecret, type MasterSecret } from '@keybox/adapters-crypto'
import { ok, type Result } from '@keybox/domain'

import { errorCode } from '../error-code.ts'
import { putInPlace } from '../files/put-in-place.ts'
import { secretRefused, type SecretRefused } from './secret-refused.ts'

/** Far beyond any secret: what is larger is some other file. */
const MAX_BYTES = 4096
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
 * Whole or not at all, never over a file that is there. False: somebody else was faster.
 *
 * @throws Error of node:fs when the folder cannot be written to
 */
export function createSecretFile(path: string, secret: MasterSecret): Promise<boolean> {
  return putInPlace(path, (file) => file.writeFile(`${secret.reveal()}\n`))
}
