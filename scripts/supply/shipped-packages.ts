import { posix } from 'node:path'
import type { Lockfile } from './read-tree.mjs'

/**
 * What a package of the workspace needs to run, its own dependencies and those of the packages of the workspace that it
 * uses: the SHA-512 of each, in hex, by `name@version`.
 *
 * @param folder of the package, as the lockfile names it
 */
export function shippedPackages(lockfile: Lockfile, folder: string): ReadonlyMap<string, string> {
  const seen = new Set<string>()
  // A peer that a package can do without, and that is here because we develop with it, is not shipped: TypeScript.
  const tools = new Set(Object.values(lockfile.importers).flatMap((each) => Object.keys(each.devDependencies ?? {})))
  const visit = (snapshot: string): void => {
    if (seen.has(snapshot)) return
    seen.add(snapshot)
    const { peerDependenciesMeta = {} } = lockfile.packages[withoutPeers(snapshot)] ?? {}
    const needed = entriesOf(lockfile.snapshots[snapshot]).filter(
      ([name]) => peerDependenciesMeta[name]?.optional !== true || !tools.has(name),
    )
    for (const [name, version] of needed) visit(`${name}@${version}`)
  }
  for (const member of linkedFolders(lockfile, folder)) {
    for (const [name, version] of neededBy(lockfile, member))
      if (!version.startsWith('link:')) visit(`${name}@${version}`)
  }
  return new Map([...seen].map((snapshot) => packageOf(lockfile, snapshot)))
}

/** The folder, and those of all packages of the workspace that it needs. */
function linkedFolders(lockfile: Lockfile, folder: string, seen = new Set([folder])): ReadonlySet<string> {
  for (const [, version] of neededBy(lockfile, folder)) {
    const target = version.startsWith('link:') ? posix.join(folder, version.slice('link:'.length)) : folder
    if (!seen.has(target)) linkedFolders(lockfile, target, seen.add(target))
  }
  return seen
}

function neededBy(lockfile: Lockfile, folder: string): readonly (readonly [string, string])[] {
  return entriesOf(lockfile.importers[folder]).map(([name, { version }]) => [name, version])
}

interface Needs<Version> {
  readonly dependencies?: Readonly<Record<string, Version>>
  readonly optionalDependencies?: Readonly<Record<string, Version>>
}

function entriesOf<Version>({ dependencies, optionalDependencies }: Needs<Version> = {}): readonly [string, Version][] {
  return Object.entries({ ...dependencies, ...optionalDependencies })
}

function packageOf(lockfile: Lockfile, snapshot: string): [string, string] {
  const id = withoutPeers(snapshot)
  const integrity = lockfile.packages[id]?.resolution['integrity']
  return [
    id,
    typeof integrity === 'string' ? Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex') : '',
  ]
}

/** A snapshot is a package with the peers that it was given, in parentheses. */
const withoutPeers = (snapshot: string): string => snapshot.replace(/\(.*$/, '')
