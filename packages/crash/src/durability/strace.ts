import { execFile } from 'node:child_process'
import { access, constants, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * The `strace` on the PATH; else the one of this Debian or Ubuntu's own package archive, unpacked into the user's cache
 * folder on first use, which needs no root.
 *
 * @throws Error when there is none to be had
 */
export async function findStrace(): Promise<string> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  for (const path of folders.map((folder) => join(folder, 'strace'))) if (await runs(path)) return path
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'keybox')
  const provisioned = join(cache, 'strace')
  if (!(await runs(provisioned))) await provision(cache, provisioned)
  return provisioned
}

async function provision(cache: string, program: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(`${program}-`)
  try {
    await mkdir(join(work, 'lists/partial'), { recursive: true })
    const ownState = ['-q', '-o', `Dir::State::Lists=${join(work, 'lists')}`, '-o', `Dir::Cache=${work}`]
    await run('apt-get', [...ownState, 'update'], { cwd: work })
    await run('apt-get', [...ownState, 'download', 'strace'], { cwd: work })
    const archive = (await readdir(work)).find((name) => name.endsWith('.deb'))
    await run('dpkg-deb', ['--extract', archive ?? 'strace.deb', work], { cwd: work })
    await rename(join(work, 'usr/bin/strace'), program)
  } catch (error) {
    throw new Error('No strace is on the PATH: install the package of that name', { cause: error })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function runs(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
