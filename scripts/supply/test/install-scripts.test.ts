import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { writeTemporaryTree } from '../../temporary-tree.mjs'
import type { Workspace } from '../read-tree.mjs'

const REPOSITORY = join(import.meta.dirname, '../../..')
const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { scripts: { sbom: string } }
/** The version that the repository is installed by. */
const [PNPM = 'none'] = /pnpm@[\d.]+/.exec(scripts.sbom) ?? []
const workspace = parse(readFileSync(join(REPOSITORY, 'pnpm-workspace.yaml'), 'utf8')) as Workspace

interface Install {
  readonly succeeded: boolean
  readonly output: string
  readonly ran: readonly string[]
}

/** A command that leaves a mark in the folder of the install. */
const marker = (name: string) => `node -e "require('fs').writeFileSync(process.env.INIT_CWD + '/${name}.ran', '')"`

/**
 * Installs two packages that would leave a mark when one of their scripts ran, one at install and one at build, in a
 * workspace with this repository's settings. They come from tarballs, as from a registry: a linked folder never builds.
 */
async function installWith(allowBuilds: Readonly<Record<string, boolean>>): Promise<Install> {
  const tree = writeTemporaryTree({
    'package.json': JSON.stringify({
      name: 'victim',
      version: '1.0.0',
      dependencies: { early: 'file:early-1.0.0.tgz', late: 'file:late-1.0.0.tgz' },
    }),
    'pnpm-workspace.yaml': stringify({ ...workspace, packages: undefined, catalog: undefined, allowBuilds }),
    'early/package.json': JSON.stringify({ name: 'early', version: '1.0.0', scripts: { preinstall: marker('early') } }),
    'late/package.json': JSON.stringify({ name: 'late', version: '1.0.0', scripts: { postinstall: marker('late') } }),
  })
  const run = promisify(execFile)
  try {
    for (const name of ['early', 'late'])
      await run('npm', ['pack', `./${name}`, '--ignore-scripts'], { cwd: tree.root })
    const install = ['--yes', PNPM, 'install', '--no-frozen-lockfile', '--offline', '--reporter=append-only']
    const { succeeded, output } = await new Promise<Omit<Install, 'ran'>>((resolve) => {
      execFile('npx', install, { cwd: tree.root }, (error, stdout, stderr) =>
        resolve({ succeeded: error === null, output: stdout + stderr }),
      )
    })
    return { succeeded, output, ran: ['early', 'late'].filter((name) => existsSync(join(tree.root, `${name}.ran`))) }
  } finally {
    tree.remove()
  }
}

describe('install scripts of dependencies', () => {
  test('the repository lets none run', () => {
    expect(Object.values(workspace.allowBuilds ?? {})).not.toContain(true)
  })

  test('one that is not named stops the install, and does not run', async () => {
    const install = await installWith({ late: false })
    expect(install).toMatchObject({ succeeded: false, ran: [] })
    expect(install.output).toContain('early')
  })

  test('one that is named and refused does not run', async () => {
    expect(await installWith({ early: false, late: false })).toMatchObject({ succeeded: true, ran: [] })
  })

  test('one that were allowed would run: these scripts do leave their mark', async () => {
    // By name alone only what comes from a registry can be allowed: a tarball has to be named whole.
    const allowed = { 'early@file:early-1.0.0.tgz': true, 'late@file:late-1.0.0.tgz': true }
    expect(await installWith(allowed)).toMatchObject({ succeeded: true, ran: ['early', 'late'] })
  })
})
