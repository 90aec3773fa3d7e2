import { defineConfig, type TestProjectConfiguration } from 'vitest/config'

const conditions = ['keybox-source']

/** A package whose tests need nothing but the package. */
const unit = (name: string): TestProjectConfiguration => ({
  ssr: { resolve: { conditions } },
  test: { name, root: `packages/${name}`, include: ['test/**/*.test.ts'] },
})

export default defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      unit('domain'),
      unit('adapters-memory'),
      unit('adapters-sqlite'),
      unit('adapters-crypto'),
      unit('adapters-http'),
      unit('app'),
    ],
  },
})
