// Who may import whom. The picture is in ARCHITECTURE.md; `node scripts/check-architecture.mjs` applies these rules, and
// first makes sure, on a small tree that breaks every one of them, that each still finds what it is for.

/** Libraries that stand for a decision, each with the only sources that may know it. Everything else asks a port. */
const OWNED_LIBRARIES = [
  { library: 'mongodb', owner: '^packages/(adapters-mongo|test-mongodb)/' },
  { library: 'node:sqlite', owner: '^packages/adapters-sqlite/' },
  { library: 'argon2', owner: '^packages/adapters-crypto/' },
  { library: 'lru-cache', owner: '^packages/license-cache/' },
  { library: 'jose', owner: '^packages/adapters-crypto/' },
  { library: 'fastify', owner: '^packages/(adapters-http|app)/' },
  { library: 'valibot', owner: '^packages/(adapters-http|app)/' },
  { library: 'prom-client', owner: '^packages/adapters-metrics/' },
  { library: 'tsyringe', owner: '^packages/app/src/container[.]ts$' },
  { library: 'reflect-metadata', owner: '^packages/app/src/container[.]ts$' },
]

/** They compare KeyBox with what it is made of, or look into its stores past it, so they know that too. */
const OBSERVERS = '^packages/(bench|crash)/'

const SOURCES = '^packages/[^/]+/src/'
const NODE_MODULES = '(^|/)node_modules/'

/**
 * A path of this library, in whatever folder the package manager keeps it.
 *
 * @param {string} library
 */
const pathOf = (library) =>
  library.startsWith('node:') ? `^(node:)?${library.slice('node:'.length)}$` : `${NODE_MODULES}${library}/`

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const RULES = [
  {
    name: 'domain-imports-nothing',
    comment:
      'The domain knows itself alone. What it needs from outside is a port: declare it in packages/domain/src/ports.',
    from: { path: '^packages/domain/src/' },
    to: { pathNot: '^packages/domain/src/' },
  },
  {
    name: 'adapters-import-only-the-domain',
    comment:
      'Of this workspace an adapter knows the core alone (the domain, and the cache before a store), never another adapter: packages/app brings them together.',
    from: { path: '^packages/(adapters-[^/]+)/src/' },
    to: { path: '^(packages|tooling|scripts)/', pathNot: '^packages/($1|domain|license-cache)/src/' },
  },
  {
    name: 'license-cache-imports-only-the-domain',
    comment: 'Time, timers and stores are given to it, so that a check can put its own in their place.',
    from: { path: '^packages/license-cache/src/' },
    to: { pathNot: ['^packages/(license-cache|domain)/src/', `${NODE_MODULES}lru-cache/`] },
  },
  {
    name: 'contracts-import-only-the-domain',
    comment: 'The suites hold for any adapter, so they know none: take what is needed as a factory.',
    from: { path: '^packages/contracts/src/' },
    to: {
      dependencyTypesNot: ['core'],
      pathNot: ['^packages/(contracts|domain)/src/', `${NODE_MODULES}(vitest|fast-check)/`],
    },
  },
  {
    name: 'test-mongodb-imports-no-package',
    comment: 'It gives a MongoDB to tests and knows nothing of what they test.',
    from: { path: '^packages/test-mongodb/src/' },
    to: { path: '^(packages|tooling|scripts)/', pathNot: '^packages/test-mongodb/' },
  },
  {
    name: 'app-imports-no-test-code',
    comment: 'The server is made of the domain and the adapters.',
    from: { path: '^packages/app/src/' },
    to: { path: '^(packages|tooling|scripts)/', pathNot: '^packages/(app|domain|license-cache|adapters-[^/]+)/src/' },
  },
  {
    name: 'sources-import-no-tests',
    comment: 'Move what both need into src, or into packages/contracts.',
    from: { path: SOURCES },
    to: { path: '^packages/[^/]+/test/|^tooling/|^scripts/' },
  },
  {
    name: 'packages-are-imported-by-name',
    comment: 'Import another package as @keybox/<name>, which shows in package.json, not by a path into it.',
    from: { path: '^packages/([^/]+)/' },
    to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
  },
  {
    name: 'sources-import-declared-libraries',
    comment:
      'List it in the dependencies of the package: what is only in devDependencies is missing once it is installed.',
    from: { path: SOURCES, pathNot: '^packages/test-mongodb/' },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-unresolvable',
    comment: 'It is neither a file nor a package that is installed here.',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-cycles',
    comment:
      'Two modules that need each other are one, or a third is missing. Types count: they are read together too.',
    from: {},
    to: { circular: true },
  },
  ...OWNED_LIBRARIES.map(({ library, owner }) => ({
    name: `${library.replace(':', '-')}-has-one-owner`,
    comment: `Only ${owner} knows ${library}: ask a port of the domain, or give that package what it lacks.`,
    from: { path: SOURCES, pathNot: [owner, OBSERVERS] },
    to: { path: pathOf(library) },
  })),
]

const forbidden = RULES.map((rule) => ({ ...rule, severity: /** @type {const} */ ('error') }))

export default {
  forbidden,
  options: {
    doNotFollow: { path: NODE_MODULES },
    exclude: { path: '^packages/[^/]+/(dist|coverage)/|/fixtures/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['keybox-source', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
}
