import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export function makeTemporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'keybox-sqlite-'))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** A path for a database in a folder that is removed after the test, which calls this. */
export function temporaryDatabase(): string {
  const folder = makeTemporaryFolder()
  onTestFinished(() => removeFolder(folder))
  return join(folder, 'keybox.db')
}
