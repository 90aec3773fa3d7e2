import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A volume of two megabytes. */
export interface SmallVolume {
  readonly folder: string
  /** Leaves no room. */
  fill(): void
  makeRoom(): void
  remove(): void
}

/** @throws Error where this user may not mount one: a full disk is nothing to be imitated, so the tests need root for it */
export function mountSmallVolume(): SmallVolume {
  const folder = mkdtempSync(join(tmpdir(), 'keybox-volume-'))
  try {
    run('mount', '-t', 'tmpfs', '-o', 'size=2m,mode=700', 'tmpfs', folder)
  } catch (error) {
    rmSync(folder, { recursive: true })
    throw new Error('No small volume can be mounted here: run this test as root on Linux, with CAP_SYS_ADMIN', {
      cause: error,
    })
  }
  const filler = join(folder, 'filler')
  return {
    folder,
    fill: () => fillWith(filler),
    makeRoom: () => rmSync(filler),
    remove: () => {
      run('umount', folder)
      rmSync(folder, { recursive: true })
    },
  }
}

/**
 * Makes files that may not be written, not even by root through what it has open: ext4 and xfs refuse each write then,
 * as a volume that the kernel turned read-only does. @returns what undoes it. @throws Error where that cannot be had
 */
export function forbidWriting(database: string): () => void {
  const files = [database, `${database}-wal`].filter((file) => existsSync(file))
  try {
    run('chattr', '+i', ...files)
  } catch (error) {
    throw new Error('No file can be made immutable here: run this test as root on ext4 or xfs', { cause: error })
  }
  return () => run('chattr', '-i', ...files)
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { stdio: 'pipe' })
}

function fillWith(file: string): void {
  const descriptor = openSync(file, 'w')
  const block = Buffer.alloc(1024)
  try {
    for (;;) writeSync(descriptor, block)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  } finally {
    closeSync(descriptor)
  }
}
