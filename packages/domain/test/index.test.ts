import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as domain from '../src/index.ts'

const src = new URL('../src/', import.meta.url)
/** What only the use cases themselves need. */
const INTERNAL = new Set(
  ['draw-free-key', 'hashed-in-time', 'retry-conflicts', 'retry-lost-race'].map((name) => `use-cases/${name}.ts`),
)

test('the package gives everything but what is internal to it', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && path !== 'index.ts' && !INTERNAL.has(path))
  const exported = readFileSync(new URL('index.ts', src), 'utf8').matchAll(/from '\.\/(.+)'/g)
  expect(new Set([...exported].map(([, path]) => path))).toEqual(new Set(files))
})

test('it has one maker for each use case', () => {
  const { createProject, validateLicense, activateLicense, revokeLicense, readDashboard, signUp, logIn } = domain
  for (const maker of [createProject, validateLicense, activateLicense, revokeLicense, readDashboard, signUp, logIn]) {
    expect(maker).toBeTypeOf('function')
  }
})
