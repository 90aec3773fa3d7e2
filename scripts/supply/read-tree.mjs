import { existsSync, globSync, lstatSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'

/** @typedef {Readonly<Record<string, string>>} Versions version ranges by package name */
/** @typedef {{ dependencies?: Versions, devDependencies?: Versions, optionalDependencies?: Versions, peerDependencies?: Versions }} Wants */
/** @typedef {Wants & { name: string, version: string, license?: unknown, licenses?: unknown, scripts?: Versions }} Manifest */
/** @typedef {{ catalog?: Versions, catalogs?: Readonly<Record<string, Versions>>, overrides?: Versions, packageExtensions?: Readonly<Record<string, Wants>>, allowBuilds?: Readonly<Record<string, boolean>> } & Readonly<Record<string, unknown>>} Workspace */
/** @typedef {Readonly<Record<string, { specifier: string, version: string }>>} Resolved */
/** @typedef {{ dependencies?: Resolved, devDependencies?: Resolved, optionalDependencies?: Resolved }} Importer */
/** @typedef {{ dependencies?: Versions, optionalDependencies?: Versions, optional?: boolean }} Snapshot */
/** @typedef {{ resolution: Readonly<Record<string, unknown>>, peerDependenciesMeta?: Readonly<Record<string, { optional?: boolean }>> }} LockedPackage */
/**
 * The lockfile, as far as it matters here: https://github.com/pnpm/spec/blob/master/lockfile/9.0.md
 *
 * @typedef {{ importers: Readonly<Record<string, Importer>>, packages: Readonly<Record<string, LockedPackage>>, snapshots: Readonly<Record<string, Snapshot>> }} Lockfile
 */
/** @typedef {{ id: string, manifest: Manifest, hasBindingGyp: boolean }} Installed a package on this disk; its id is `name@version` */
/** @typedef {{ manifests: ReadonlyMap<string, Manifest>, workspace: Workspace, lockfile: Lockfile, texts: ReadonlyMap<string, string>, requirements: ReadonlyMap<string, string>, installed: ReadonlyMap<string, Installed> }} SupplyTree */

/**
 * Everything that says which packages this workspace takes, and those that are installed.
 *
 * @param {string} root
 * @returns {SupplyTree}
 */
export function readTree(root) {
  const texts = new Map(
    ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc']
      .filter((path) => existsSync(join(root, path)))
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  )
  const lockfile = readLockfile(texts.get('pnpm-lock.yaml') ?? '')
  const manifests = globSync('{.,packages/*}/package.json', { cwd: root }).toSorted()
  const requirements = globSync('packages/*/*/requirements.txt', { cwd: root }).toSorted()
  return {
    texts,
    requirements: new Map(requirements.map((path) => [path, readFileSync(join(root, path), 'utf8')])),
    lockfile,
    workspace: /** @type {Workspace} */ (parse(texts.get('pnpm-workspace.yaml') ?? '')),
    manifests: new Map(manifests.map((path) => [path, readManifest(join(root, path))])),
    installed: new Map(readInstalled(root, lockfile).map((found) => [found.id, found])),
  }
}

/**
 * @param {string} text
 * @returns {Lockfile}
 */
export function readLockfile(text) {
  return /** @type {Lockfile} */ (parse(text))
}

/**
 * A package that was left over from an earlier install is not in the lockfile, and none of ours.
 *
 * @param {string} root
 * @param {Lockfile} lockfile
 * @returns {Installed[]}
 */
function readInstalled(root, lockfile) {
  return globSync('node_modules/.pnpm/*/node_modules/{*,@*/*}/package.json', { cwd: root })
    .map((path) => join(root, dirname(path)))
    .filter((folder) => !lstatSync(folder).isSymbolicLink())
    .map((folder) => {
      const manifest = readManifest(join(folder, 'package.json'))
      const hasBindingGyp = existsSync(join(folder, 'binding.gyp'))
      return { id: `${manifest.name}@${manifest.version}`, manifest, hasBindingGyp }
    })
    .filter(({ id }) => id in lockfile.packages)
}

/**
 * @param {string} path
 * @returns {Manifest}
 */
function readManifest(path) {
  return /** @type {Manifest} */ (JSON.parse(readFileSync(path, 'utf8')))
}
