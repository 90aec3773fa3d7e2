import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { writeTemporaryTree } from '../temporary-tree.mjs'

/** Libraries that stand in for the real ones, so that an import of them resolves. */
const LIBRARIES = [
  'mongodb',
  'argon2',
  'jose',
  'lru-cache',
  'fastify',
  'valibot',
  'prom-client',
  'tsyringe',
  'reflect-metadata',
  'vitest',
  'fast-check',
]

/** The packages of the tree, with what each declares to depend on. */
const PACKAGES = {
  domain: ['fastify'],
  contracts: ['@keybox/domain', '@keybox/adapters-memory', 'vitest', 'fast-check', 'jose'],
  'license-cache': ['@keybox/domain', '@keybox/adapters-memory', 'lru-cache'],
  'adapters-memory': [
    '@keybox/domain',
    'lru-cache',
    '@keybox/adapters-crypto',
    '@keybox/contracts',
    'fastify',
    'valibot',
    'prom-client',
  ],
  'adapters-crypto': ['@keybox/domain', 'argon2', 'jose', 'tsyringe', 'reflect-metadata', 'mongodb'],
  app: [
    '@keybox/domain',
    '@keybox/adapters-memory',
    '@keybox/adapters-crypto',
    '@keybox/contracts',
    'tsyringe',
    'reflect-metadata',
    'argon2',
    'jose',
  ],
  'test-mongodb': ['@keybox/domain', 'mongodb'],
}

/** What each rule is for: files that break it, each by one import. */
const BROKEN = {
  'domain-imports-nothing': {
    'packages/domain/src/imports-node.ts': `import { randomUUID } from 'node:crypto'\nexport const id = randomUUID()`,
    'packages/domain/src/imports-a-type.ts': `import type { Server } from 'node:http'\nexport type Where = Server`,
    'packages/domain/src/imports-a-test.ts': `import { given } from '../test/given.ts'\nexport const it = given`,
  },
  'adapters-import-only-the-domain': {
    'packages/adapters-memory/src/imports-an-adapter.ts': `import { own } from '@keybox/adapters-crypto'\nexport const it = own`,
    'packages/adapters-memory/src/imports-the-suites.ts': `import type { own } from '@keybox/contracts'\nexport type It = typeof own`,
    'packages/adapters-memory/src/imports-later.ts': `export const it = () => import('@keybox/adapters-crypto')`,
  },
  'license-cache-imports-only-the-domain': {
    'packages/license-cache/src/imports-a-store.ts': `import { own } from '@keybox/adapters-memory'\nexport const it = own`,
    'packages/license-cache/src/imports-node.ts': `import { setTimeout } from 'node:timers'\nexport const it = setTimeout`,
  },
  'contracts-import-only-the-domain': {
    'packages/contracts/src/imports-an-adapter.ts': `import { own } from '@keybox/adapters-memory'\nexport const it = own`,
  },
  'test-mongodb-imports-no-package': {
    'packages/test-mongodb/src/imports-the-domain.ts': `import { own } from '@keybox/domain'\nexport const it = own`,
  },
  'app-imports-no-test-code': {
    'packages/app/src/imports-the-suites.ts': `import { own } from '@keybox/contracts'\nexport const it = own`,
  },
  'sources-import-no-tests': {
    'packages/app/src/imports-a-test.ts': `import { given } from '../test/given.ts'\nexport const it = given`,
  },
  'packages-are-imported-by-name': {
    'packages/app/src/reaches-over.ts': `import { own } from '../../domain/src/index.ts'\nexport const it = own`,
  },
  'sources-import-declared-libraries': {
    'packages/app/src/imports-undeclared.ts': `import { own } from 'fast-check'\nexport const it = own`,
  },
  'no-unresolvable': {
    'packages/app/src/imports-nobody.ts': `import { own } from './nobody.ts'\nexport const it = own`,
  },
  'no-cycles': {
    'packages/app/src/egg.ts': `import type { Hen } from './hen.ts'\nexport interface Egg { hen: Hen }`,
  },
  'mongodb-has-one-owner': {
    'packages/adapters-crypto/src/imports-mongodb.ts': `import { own } from 'mongodb'\nexport const it = own`,
  },
  'node-sqlite-has-one-owner': {
    'packages/adapters-memory/src/imports-sqlite.ts': `import { DatabaseSync } from 'node:sqlite'\nexport const it = DatabaseSync`,
  },
  'lru-cache-has-one-owner': {
    'packages/adapters-memory/src/imports-a-cache.ts': `import { own } from 'lru-cache'\nexport const it = own`,
  },
  'argon2-has-one-owner': {
    'packages/app/src/imports-argon2.ts': `import { own } from 'argon2'\nexport const it = own`,
  },
  'jose-has-one-owner': {
    'packages/app/src/imports-jose.ts': `import { own } from 'jose'\nexport const it = own`,
  },
  'fastify-has-one-owner': {
    'packages/adapters-memory/src/imports-fastify.ts': `import type { own } from 'fastify'\nexport type It = typeof own`,
  },
  'valibot-has-one-owner': {
    'packages/adapters-memory/src/imports-valibot.ts': `import { own } from 'valibot'\nexport const it = own`,
  },
  'prom-client-has-one-owner': {
    'packages/adapters-memory/src/imports-prom-client.ts': `import { own } from 'prom-client'\nexport const it = own`,
  },
  'tsyringe-has-one-owner': {
    'packages/adapters-crypto/src/imports-tsyringe.ts': `import { own } from 'tsyringe'\nexport const it = own`,
    'packages/app/src/imports-tsyringe.ts': `import { own } from 'tsyringe'\nexport const it = own`,
  },
  'reflect-metadata-has-one-owner': {
    'packages/app/src/imports-reflect-metadata.ts': `import 'reflect-metadata'\nexport const it = 1`,
  },
}

/** Breaks of a second rule that cannot be told from the first. */
const ALSO = [
  ['sources-import-no-tests', 'packages/domain/src/imports-a-test.ts'],
  ['app-imports-no-test-code', 'packages/app/src/imports-a-test.ts'],
]

/** What is allowed, and must stay so. */
const SOUND = {
  // One half of the cycle: it is reported once, where the other half closes it.
  'packages/app/src/hen.ts': `import type { Egg } from './egg.ts'\nexport interface Hen { egg: Egg }`,
  'packages/domain/src/imports-itself.ts': `import { own } from './index.ts'\nexport const it = own`,
  'packages/adapters-memory/src/imports-the-domain.ts': `import { own } from '@keybox/domain'\nimport { inspect } from 'node:util'\nexport const it = inspect(own)`,
  'packages/contracts/src/imports-vitest.ts': `import { own } from 'vitest'\nimport { own as domain } from '@keybox/domain'\nexport const it = [own, domain]`,
  'packages/app/src/container.ts': `import 'reflect-metadata'\nimport { own } from 'tsyringe'\nimport { own as a } from '@keybox/adapters-memory'\nimport { own as b } from '@keybox/adapters-crypto'\nexport const it = [own, a, b]`,
  'packages/adapters-memory/test/imports-much.ts': `import { own } from '@keybox/adapters-crypto'\nimport { own as suites } from '@keybox/contracts'\nexport const it = [own, suites]`,
}

/** Every break that the rules have to find in the tree, as `rule: file`. */
export const EXPECTED_BREAKS = [
  ...Object.entries(BROKEN).flatMap(([rule, files]) => Object.keys(files).map((file) => `${rule}: ${file}`)),
  ...ALSO.map(([rule, file]) => `${rule}: ${file}`),
]

/** Writes the tree to a temporary folder of its own. */
export function writeBrokenTree() {
  const libraries = LIBRARIES.flatMap((name) => [
    json(`node_modules/${name}/package.json`, { name, version: '1.0.0', type: 'module', exports: './index.js' }),
    [`node_modules/${name}/index.js`, 'export const own = 1'],
  ])
  const packages = Object.entries(PACKAGES).flatMap(([name, dependencies]) => [
    json(`packages/${name}/package.json`, {
      name: `@keybox/${name}`,
      type: 'module',
      exports: { '.': { 'keybox-source': './src/index.ts' } },
      dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '*'])),
    }),
    [`packages/${name}/src/index.ts`, 'export const own = 1'],
    [`packages/${name}/test/given.ts`, 'export const given = 1'],
  ])
  const tree = writeTemporaryTree({
    ...Object.fromEntries([...libraries, ...packages]),
    ...Object.assign({}, ...Object.values(BROKEN)),
    ...SOUND,
  })
  mkdirSync(join(tree.root, 'node_modules/@keybox'))
  for (const name of Object.keys(PACKAGES)) {
    symlinkSync(`../../packages/${name}`, join(tree.root, 'node_modules/@keybox', name))
  }
  return tree
}

/** @param {string} path @param {unknown} value */
const json = (path, value) => [path, JSON.stringify(value)]
