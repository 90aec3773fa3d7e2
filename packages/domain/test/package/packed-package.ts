import { cpSync, mkdirSync, readdirSync, realpathSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './command.ts'

const WORKSPACE = fileURLToPath(new URL('../../../../', import.meta.url))
const BIN = join(WORKSPACE, 'node_modules', '.bin')
const PNPM = 'pnpm@12.21.0'

/** What of the workspace the package is built by; a copy of it keeps the checkout's own dist out of the way. */
const BUILT_BY = ['package.json', 'pnpm-workspace.yaml', 'tsconfig.base.json', 'packages/domain']
const NOT_COPIED = new Set(['node_modules', 'dist', 'test'])

/** Packs a copy of the package as its publisher would, and gives the path of the tarball. */
export function pack(folder: string): string {
  const copy = join(folder, 'workspace')
  mkdirSync(join(copy, 'packages'), { recursive: true })
  for (const path of BUILT_BY) {
    cpSync(join(WORKSPACE, path), join(copy, path), {
      recursive: true,
      filter: (source) => !NOT_COPIED.has(basename(source)),
    })
  }
  // pnpm runs the package's `prepack`, which builds it; the copy has no node_modules, so tsc comes from the PATH.
  const cwd = join(copy, 'packages', 'domain')
  run('npx', ['--yes', PNPM, 'pack', '--pack-destination', folder], { cwd, path: [BIN] })
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (tarball === undefined) throw new Error(`pnpm pack left no tarball in ${folder}`)
  return join(folder, tarball)
}

export function filesOf(tarball: string): readonly string[] {
  const listed = run('tar', ['-tzf', tarball], { cwd: '/' })
  return listed
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''))
}

/** A project of somebody else's, with the tarball as its only dependency; gives its folder. */
export function installInto(folder: string, tarball: string): string {
  const project = join(realpathSync(folder), 'consumer')
  mkdirSync(project)
  run('npm', ['init', '--yes'], { cwd: project })
  // Offline: the package has no dependency that would have to come from anywhere.
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: project })
  return project
}

/** Compiles a project with the workspace's own compiler. @throws Error with its messages */
export function compile(project: string): void {
  run(join(BIN, 'tsc'), ['--project', project], { cwd: project })
}
