import { execFileSync } from 'node:child_process'
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A way for a disk to be ill, and to be well again. */
export interface Illness {
  /** As readiness tells of it. */
  readonly reason: string
  /** What the log says to do. */
  readonly remedy: string
  readonly heal: () => void
}

/** A folder whose disk can be made full. */
export interface FillableFolder {
  readonly folder: string
  /** @param pid of the program that is to find no room */
  fill(pid: number): Illness
  remove(): void
}

/**
 * A volume of two megabytes; where this user may not mount one, a folder, and the operating system's own limit on the size
 * of the program's files (setrlimit(2), RLIMIT_FSIZE), which is told.
 */
export function fillableFolder(): FillableFolder {
  const folder = mkdtempSync(join(tmpdir(), 'keybox-volume-'))
  const isMounted = tried('mount', '-t', 'tmpfs', '-o', 'size=2m,mode=700', 'tmpfs', folder)
  if (!isMounted) console.warn('No volume can be mounted here (it takes root): file sizes are limited instead')
  return {
    folder,
    fill: isMounted ? () => fullVolume(join(folder, 'filler')) : limitedFiles,
    remove: () => {
      if (isMounted) run('umount', folder)
      rmSync(folder, { recursive: true })
    },
  }
}

/**
 * Makes a database that may not be written, not even by root through what it has open: ext4 and xfs refuse each write to
 * an immutable file, as they do on a volume that the kernel turned read-only. Where that cannot be had, the file is moved
 * away, which is told: a program may go on writing to it then, and has to say so.
 */
export function forbidWriting(database: string): Illness {
  const files = [database, `${database}-wal`].filter((file) => existsSync(file))
  if (tried('chattr', '+i', ...files)) {
    return {
      reason: 'The store may not be written',
      remedy: 'look at its volume and at its permissions',
      heal: () => run('chattr', '-i', ...files),
    }
  }
  console.warn('No file can be made immutable here (it takes root, and ext4 or xfs): the database is moved instead')
  const elsewhere = `${database}.elsewhere`
  renameSync(database, elsewhere)
  return {
    reason: 'The file of the store is not where it was',
    remedy: 'put it back',
    heal: () => renameSync(elsewhere, database),
  }
}

/** Makes a database that no program that starts may write. @throws Error where root may, whatever the file's mode is */
export function forbidOpening(database: string): () => void {
  if (tried('chattr', '+i', database)) return () => run('chattr', '-i', database)
  if (process.getuid?.() === 0)
    throw new Error('Root may write any file here: give it CAP_LINUX_IMMUTABLE, or be another user')
  chmodSync(database, 0o400)
  return () => chmodSync(database, 0o600)
}

function fullVolume(filler: string): Illness {
  fillWith(filler)
  return {
    reason: 'The disk of the store is full',
    remedy: 'make room on the volume of the database',
    heal: () => rmSync(filler),
  }
}

function limitedFiles(pid: number): Illness {
  run('prlimit', '--pid', String(pid), '--fsize=8192:')
  return {
    reason: 'The disk of the store fails',
    remedy: 'The disk failed while a commit was written',
    heal: () => run('prlimit', '--pid', String(pid), '--fsize=unlimited:'),
  }
}

function tried(command: string, ...args: readonly string[]): boolean {
  try {
    run(command, ...args)
    return true
  } catch {
    return false
  }
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
