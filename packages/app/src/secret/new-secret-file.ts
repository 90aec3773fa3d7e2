import { randomUUID } from 'node:crypto'
import { link, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

import { generateMasterSecret } from '@keybox/adapters-crypto'
import { ok, type Result } from '@keybox/domain'

import { errorCode } from '../error-code.ts'
import { syncFolder } from '../files/put-in-place.ts'
import { previousSecretFile } from './kept-secret.ts'
import { createSecretFile, readSecretFile } from './secret-file.ts'
import { secretRefused, type SecretRefused } from './secret-refused.ts'

/**
 * Puts a new random secret in the place of the one in `file`, which is kept beside it. Cut off anywhere, it may be run
 * again: there is no moment at which either could be lost, or half of one be read.
 */
export async function makeNewSecret(file: string): Promise<Result<void, SecretRefused>> {
  const previous = previousSecretFile(file)
  try {
    const kept = await keepAside(file, previous)
    if (!kept.ok) return kept
    const draft = `${file}.${randomUUID()}.new`
    await createSecretFile(draft, generateMasterSecret())
    await rename(draft, file)
    await syncFolder(dirname(file))
    return ok()
  } catch (error) {
    return secretRefused(`The secret file ${file} cannot be replaced (${errorCode(error)})`)
  }
}

async function keepAside(file: string, previous: string): Promise<Result<void, SecretRefused>> {
  try {
    await link(file, previous)
    await syncFolder(dirname(file))
    return ok()
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
  const [current, before] = [await readSecretFile(file), await readSecretFile(previous)]
  if (!current.ok) return current
  if (!before.ok) return before
  // It was cut off between the two.
  if (current.value !== undefined && before.value?.equals(current.value) === true) return ok()
  return secretRefused(`${previous} exists: the rotation before is not finished (npm run reseal)`)
}
