import { ALLOWED_LICENSES, LICENSE_EXCEPTIONS } from './policy.mjs'

/** @typedef {import('./read-tree.mjs').SupplyTree} SupplyTree */
/** @typedef {import('./read-tree.mjs').Manifest} Manifest */

/**
 * Every installed package has an allowed licence, or is a stated exception. One that is not installed here can only be for
 * another platform: an optional package, whose licence is that of the package that brings it, so that one must be here.
 *
 * @param {SupplyTree} tree
 */
export function licenseFindings(tree) {
  const installed = [...tree.installed.values()]
  const wrong = installed
    .map(({ id, manifest }) => ({ id, name: manifest.name, license: licenseOf(manifest) }))
    .filter(({ name, license }) => !ALLOWED_LICENSES.includes(license) && !isException(name, license))
    .map(({ id, license }) => ({ subject: id, because: `its licence is ${license}, which no rule allows` }))
  const names = Object.keys(tree.lockfile.packages).map((id) => id.slice(0, id.lastIndexOf('@')))
  const stale = LICENSE_EXCEPTIONS.filter(({ packages }) => !names.some((name) => packages.test(name))).map(
    ({ packages }) => ({ subject: String(packages), because: 'is an exception that nothing needs any more' }),
  )
  return [...wrong, ...stale, ...unreadable(tree)]
}

/** @type {(name: string, license: string) => boolean} */
const isException = (name, license) =>
  LICENSE_EXCEPTIONS.some((exception) => exception.packages.test(name) && exception.license === license)

/**
 * Old packages have `licenses`, a list of `{ type }` (https://docs.npmjs.com/cli/configuring-npm/package-json#license).
 *
 * @param {Manifest} manifest
 * @returns {string}
 */
function licenseOf({ license, licenses }) {
  if (typeof license === 'string') return license
  /** @type {readonly unknown[]} */
  const listed = Array.isArray(licenses) ? licenses : [license]
  const types = listed.map((item) => (typeof item === 'object' && item !== null && 'type' in item ? item.type : item))
  return types.map((type) => (typeof type === 'string' ? type : 'not stated')).join(' AND ')
}

/** @param {SupplyTree} tree */
function unreadable({ lockfile, installed }) {
  const bringers = bringersOf(lockfile)
  /** @type {(snapshot: string, seen: ReadonlySet<string>) => boolean} */
  const isBroughtByReadable = (snapshot, seen) =>
    [...(bringers.get(snapshot) ?? [])].some(
      (bringer) =>
        bringer === ROOT ||
        installed.has(idOf(bringer)) ||
        (!seen.has(bringer) && isBroughtByReadable(bringer, new Set([...seen, bringer]))),
    )
  return Object.entries(lockfile.snapshots)
    .filter(([snapshot]) => !installed.has(idOf(snapshot)))
    .filter(([snapshot, { optional }]) => optional !== true || !isBroughtByReadable(snapshot, new Set([snapshot])))
    .map(([snapshot]) => ({ subject: idOf(snapshot), because: 'is not installed, so that its licence is not known' }))
}

const ROOT = 'package.json'

/** The id of a package, without the peers that one of its snapshots has. @param {string} snapshot */
const idOf = (snapshot) => snapshot.replace(/\(.*$/, '')

/**
 * Which snapshots name a snapshot as their dependency; the runtimes for other platforms are named by the workspace itself.
 *
 * @param {import('./read-tree.mjs').Lockfile} lockfile
 */
function bringersOf({ importers, snapshots }) {
  /** @type {Map<string, Set<string>>} */
  const bringers = new Map()
  /** @type {(bringer: string, name: string, version: string) => void} */
  const add = (bringer, name, version) => {
    const snapshot = `${name}@${version}`
    bringers.set(snapshot, (bringers.get(snapshot) ?? new Set()).add(bringer))
  }
  for (const [bringer, { dependencies = {}, optionalDependencies = {} }] of Object.entries(snapshots)) {
    for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies }))
      add(bringer, name, version)
  }
  for (const [name, { version }] of Object.entries(importers['.']?.optionalDependencies ?? {})) add(ROOT, name, version)
  return bringers
}
