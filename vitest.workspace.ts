import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { CompletenessReporter } from './tooling/vitest/completeness-reporter.ts'
import { EXPECTED_SUITES } from './tooling/vitest/expected-suites.ts'
import type { StoreName } from './packages/acceptance/test/support/provided-context.ts'

/** Makes the packages of the workspace resolve to their sources, not to what was last built. */
const ssr = { resolve: { conditions: ['keybox-source'] } }

/** Starts the run's one MongoDB, for the projects that name it only. */
const globalSetup = [fileURLToPath(new URL('packages/test-mongodb/src/global-setup.ts', import.meta.url))]

/** A real server, or a program that is started, may take long on a loaded machine; a test that hangs still ends. */
const patience = { testTimeout: 30_000, hookTimeout: 60_000 }

/** A package whose tests need nothing but the package. */
const unit = (name: string, root = `packages/${name}`): TestProjectConfiguration => ({
  ssr,
  test: { name, root, include: ['test/**/*.test.ts'], ...patience },
})

/** A package whose tests need MongoDB. */
const withMongoDb = (name: string): TestProjectConfiguration => ({
  ssr,
  test: { name, root: `packages/${name}`, include: ['test/**/*.test.ts'], globalSetup, ...patience },
})

/**
 * The HTTP tests on one store. They keep no state but in servers of their own, so the files of a worker share their
 * modules: loading those anew for every file would take longer than the tests.
 */
const acceptance = (store: StoreName): TestProjectConfiguration => ({
  ssr,
  test: {
    name: `acceptance-${store}`,
    root: 'packages/acceptance',
    include: ['test/http/**/*.test.ts'],
    provide: { store },
    globalSetup: store === 'mongo' ? globalSetup : [],
    isolate: false,
    ...patience,
  },
})

/** What needs one run only, whatever the store: whole programs, documentation, load. */
const acceptanceOnce: TestProjectConfiguration = {
  ssr,
  test: {
    name: 'acceptance',
    root: 'packages/acceptance',
    include: ['test/once/**/*.test.ts'],
    globalSetup,
    ...patience,
  },
}

/** Each test has servers, stores and processor time of its own to use up; what watches system calls needs Linux. */
const crash: TestProjectConfiguration = {
  ssr,
  test: {
    name: 'crash',
    root: 'packages/crash',
    include: ['test/**/*.test.ts'],
    exclude: process.platform === 'linux' ? [] : ['test/durability.test.ts'],
    ...patience,
  },
}

export default defineConfig({
  ssr,
  test: {
    reporters: ['default', new CompletenessReporter(EXPECTED_SUITES)],
    projects: [
      unit('domain'),
      unit('contracts'),
      unit('license-cache'),
      unit('adapters-memory'),
      unit('adapters-sqlite'),
      unit('adapters-crypto'),
      unit('adapters-http'),
      unit('adapters-metrics'),
      unit('app'),
      unit('bench'),
      crash,
      unit('tooling', 'tooling/vitest'),
      unit('container', 'scripts/container'),
      unit('supply', 'scripts/supply'),
      withMongoDb('adapters-mongo'),
      withMongoDb('test-mongodb'),
      withMongoDb('model-check'),
      acceptance('memory'),
      acceptance('sqlite'),
      acceptance('mongo'),
      acceptanceOnce,
    ],
  },
})
