import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * Files in a temporary folder of their own, for a check to be tried on; `remove` takes them all away.
 *
 * @param {Readonly<Record<string, string>>} files by path
 */
export function writeTemporaryTree(files) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'keybox-check-')))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}
