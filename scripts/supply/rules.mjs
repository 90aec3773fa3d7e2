import { licenseFindings } from './license-rule.mjs'
import { REQUIRED_SETTINGS } from './policy.mjs'

/** @typedef {import('./read-tree.mjs').SupplyTree} SupplyTree */
/** @typedef {{ subject: string, because: string }} Finding */
/** @typedef {{ name: string, find: (tree: SupplyTree) => Finding[] }} Rule */

/** `1.2.3`, with a pre-release or without: never a range, a tag or a URL. */
const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/

/** @type {readonly Rule[]} */
export const RULES = [
  { name: 'exact-version', find: (tree) => [...declaredVersions(tree), ...sharedVersions(tree)] },
  { name: 'pinned-contents', find: (tree) => [...pinnedContents(tree), ...pinnedRequirements(tree)] },
  { name: 'no-registry-host', find: registryHosts },
  { name: 'install-script', find: installScripts },
  { name: 'setting', find: settings },
  { name: 'licence', find: licenseFindings },
]

/** @param {SupplyTree} tree */
function declaredVersions({ manifests }) {
  return [...manifests].flatMap(([path, manifest]) =>
    wantedBy(manifest)
      .filter(([, version]) => !EXACT.test(version) && version !== 'catalog:' && version !== 'workspace:*')
      .map(([name, version]) => ({
        subject: `${path} ${name}`,
        because: `${version} is not one version: name it, or catalog:, or workspace:*`,
      })),
  )
}

/** @param {SupplyTree} tree */
function sharedVersions({ workspace }) {
  const { catalog, catalogs = {}, overrides, packageExtensions = {} } = workspace
  const extensions = Object.values(packageExtensions).flatMap(wantedBy)
  const shared = [catalog, overrides, ...Object.values(catalogs)].flatMap((versions) => Object.entries(versions ?? {}))
  return [...shared, ...extensions]
    .filter(([, version]) => !EXACT.test(version))
    .map(([name, version]) => ({ subject: `pnpm-workspace.yaml ${name}`, because: `${version} is not one version` }))
}

/** @param {import('./read-tree.mjs').Wants} wants */
function wantedBy({ dependencies, devDependencies, optionalDependencies, peerDependencies }) {
  const kinds = [dependencies, devDependencies, optionalDependencies, peerDependencies]
  return kinds.flatMap((versions) => Object.entries(versions ?? {}))
}

/** Every package is pinned by a hash of its contents and nothing else: no folder, no repository, no address. @param {SupplyTree} tree */
function pinnedContents({ lockfile }) {
  return Object.entries(lockfile.packages)
    .filter(([, { resolution }]) => {
      const { integrity, ...otherwise } = resolution
      const isHash = typeof integrity === 'string' && /^sha512-[\w+/]{86}==$/.test(integrity)
      return !isHash || Object.keys(otherwise).length > 0
    })
    .map(([id]) => ({ subject: id, because: 'the lockfile does not pin it by a SHA-512 of its contents alone' }))
}

/**
 * What tests take from Python's index is pinned by hash as well
 * (https://pip.pypa.io/en/stable/topics/secure-installs/#hash-checking-mode).
 *
 * @param {SupplyTree} tree
 */
function pinnedRequirements({ requirements }) {
  return [...requirements].flatMap(([path, text]) =>
    text
      .replaceAll(/^\s*#.*\n/gm, '')
      .replaceAll(/\\\n/g, ' ')
      .split('\n')
      .filter((line) => line.trim() !== '' && !/^[\w.[\]-]+==[\w.+!]+ [^#]*--hash=sha256:[\da-f]{64}\b/.test(line))
      .map((line) => ({ subject: `${path} ${line.split(/[=<>~ ]/, 1)[0]}`, because: 'no hash pins its contents' })),
  )
}

/** Where packages come from is the machine's own choice, never the repository's. @param {SupplyTree} tree */
function registryHosts({ texts }) {
  return [...texts].flatMap(([path, text]) =>
    text
      .split('\n')
      .map((line, index) => ({ line, subject: `${path}:${index + 1}` }))
      .filter(({ line }) => line.includes('://') || /^\s*(?:@[\w-]+:)?registr(?:y|ies)\b/.test(line))
      .map(({ subject }) => ({ subject, because: 'names a host or a registry' })),
  )
}

/** Whatever would run at install is known by name and stopped, and nothing is listed that no package needs. @param {SupplyTree} tree */
function installScripts({ installed, lockfile, workspace: { allowBuilds = {} } }) {
  const names = new Set(Object.keys(lockfile.packages).map((id) => id.slice(0, id.lastIndexOf('@'))))
  const unlisted = [...installed.values()]
    .filter(({ manifest }) => !(manifest.name in allowBuilds))
    .filter(({ manifest: { scripts = {} }, hasBindingGyp }) => hasBindingGyp || hasInstallScript(scripts))
    .map(({ id }) => ({ subject: id, because: 'has an install script that allowBuilds does not name' }))
  const listed = Object.entries(allowBuilds).flatMap(([name, mayRun]) => [
    ...(mayRun ? [{ subject: name, because: 'its install script may run: none has to' }] : []),
    ...(names.has(name) ? [] : [{ subject: name, because: 'is in allowBuilds but no longer in the lockfile' }]),
  ])
  return [...unlisted, ...listed]
}

/** @param {import('./read-tree.mjs').Versions} scripts */
const hasInstallScript = (scripts) => ['preinstall', 'install', 'postinstall'].some((name) => name in scripts)

/** @param {SupplyTree} tree */
function settings({ workspace }) {
  return Object.entries(REQUIRED_SETTINGS)
    .filter(([name, { holds }]) => !holds(workspace[name]))
    .map(([name, { why }]) => ({
      subject: name,
      because: `pnpm-workspace.yaml has ${String(workspace[name])}: ${why}`,
    }))
}
