import { writeTemporaryTree } from '../temporary-tree.mjs'

const INTEGRITY = `sha512-${'A'.repeat(86)}==`

/** What each package of the tree says of itself; what is left out is as it should be. */
const PACKAGES = {
  sound: {},
  copyleft: { license: 'GPL-3.0-only' },
  silent: { license: undefined },
  choice: { license: '(MIT OR GPL-3.0-only)' },
  old: { license: undefined, licenses: [{ type: 'MIT' }, { type: 'GPL-2.0' }] },
  scripted: { scripts: { postinstall: 'node steal.js' } },
  trusted: { scripts: { install: 'node build.js' } },
  native: {},
  unpinned: {},
  'from-afar': {},
}

/** Every finding that the rules must have in the tree, as `rule: subject`. */
export const EXPECTED_FINDINGS = [
  'exact-version: package.json caret',
  'exact-version: packages/app/package.json tagged',
  'exact-version: packages/app/package.json elsewhere',
  'exact-version: pnpm-workspace.yaml shared',
  'exact-version: pnpm-workspace.yaml extended',
  'pinned-contents: unpinned@1.0.0',
  'pinned-contents: from-afar@1.0.0',
  'pinned-contents: packages/app/tool/requirements.txt loose',
  'pinned-contents: packages/app/tool/requirements.txt bare',
  'no-registry-host: pnpm-lock.yaml:1',
  'no-registry-host: .npmrc:1',
  'install-script: scripted@1.0.0',
  'install-script: native@1.0.0',
  'install-script: trusted',
  'install-script: gone',
  'setting: minimumReleaseAge',
  'setting: minimumReleaseAgeStrict',
  'setting: trustPolicy',
  'setting: blockExoticSubdeps',
  'setting: verifyDepsBeforeRun',
  'setting: dangerouslyAllowAllBuilds',
  'licence: copyleft@1.0.0',
  'licence: silent@1.0.0',
  'licence: choice@1.0.0',
  'licence: old@1.0.0',
  'licence: /^lightningcss(?:-|$)/',
  'licence: absent@1.0.0',
  'licence: orphan@1.0.0',
]

/** A small workspace that breaks every rule; JSON is YAML too. */
export function writeBrokenSupply() {
  const names = Object.keys(PACKAGES)
  const packages = Object.fromEntries(
    [...names, 'absent', 'orphan', 'for-windows'].map((name) => [`${name}@1.0.0`, { resolution: resolutionOf(name) }]),
  )
  const snapshots = {
    ...Object.fromEntries(names.map((name) => [`${name}@1.0.0`, {}])),
    'sound@1.0.0': { dependencies: { absent: '1.0.0' }, optionalDependencies: { 'for-windows': '1.0.0' } },
    'absent@1.0.0': {},
    'orphan@1.0.0': { optional: true },
    'for-windows@1.0.0': { optional: true },
  }
  return writeTemporaryTree({
    'package.json': JSON.stringify({ dependencies: { caret: '^1.0.0', sound: '1.0.0' } }),
    'packages/app/package.json': JSON.stringify({
      devDependencies: { tagged: 'latest', shared: 'catalog:', '@keybox/domain': 'workspace:*' },
      optionalDependencies: { elsewhere: 'github:someone/elsewhere' },
    }),
    'pnpm-workspace.yaml': JSON.stringify({
      catalog: { shared: '~2.0.0' },
      packageExtensions: { sound: { dependencies: { extended: '>=1' } } },
      allowBuilds: { trusted: true, gone: false },
      minimumReleaseAge: 60,
      dangerouslyAllowAllBuilds: true,
    }),
    '.npmrc': '@someone:registry=a.registry.example\n',
    'packages/app/tool/requirements.txt': `# tools\nfirm==1.0 \\\n    --hash=sha256:${'a'.repeat(64)}\nloose>=1 --hash=sha256:${'a'.repeat(64)}\nbare==1.0\n`,
    // On one line, so that its number is known.
    'pnpm-lock.yaml': JSON.stringify({ importers: {}, packages, snapshots }),
    'node_modules/.pnpm/native@1.0.0/node_modules/native/binding.gyp': '{}',
    ...Object.fromEntries(
      Object.entries(PACKAGES).map(([name, manifest]) => [
        `node_modules/.pnpm/${name}@1.0.0/node_modules/${name}/package.json`,
        JSON.stringify({ name, version: '1.0.0', license: 'MIT', ...manifest }),
      ]),
    ),
  })
}

/** @param {string} name */
function resolutionOf(name) {
  if (name === 'unpinned') return {}
  return { integrity: INTEGRITY, ...(name === 'from-afar' ? { tarball: 'https://afar.example/from-afar.tgz' } : {}) }
}
