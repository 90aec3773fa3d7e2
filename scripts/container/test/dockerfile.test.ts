import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dockerIgnore } from '../build-context.ts'
import { parseDockerfile, parseExecForm, parseOptions, parsePairs } from '../dockerfile.ts'

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

describe('reading a Dockerfile', () => {
  test('gives its stages with their instructions, comments and continued lines put right', () => {
    const text = 'ARG A=1\nFROM x AS build\n# no\nRUN a \\\n# within\n  b\nFROM y\nCMD ["c"]\n'
    expect(parseDockerfile(text)).toEqual([
      { name: 'build', instructions: [{ keyword: 'RUN', text: 'a b' }] },
      { name: undefined, instructions: [{ keyword: 'CMD', text: '["c"]' }] },
    ])
  })

  test('gives pairs, options and the exec form', () => {
    expect(parsePairs('A=1 B="two words" C.d=')).toEqual({ A: '1', B: 'two words', 'C.d': '' })
    expect(parseOptions('--from=a --chown=1:2 x y')).toEqual({ options: { from: 'a', chown: '1:2' }, rest: 'x y' })
    expect(parseExecForm('["node", "-e", "1"]')).toEqual(['node', '-e', '1'])
    expect(() => parseExecForm('node main.js')).toThrow(SyntaxError)
  })
})

describe('what the build is sent', () => {
  const isIgnored = dockerIgnore(read('.dockerignore'))

  test.each([
    'package.json',
    '.npmrc',
    'pnpm-lock.yaml',
    'tsconfig.json',
    'LICENSE',
    'packages/app/package.json',
    'packages/app/src/main.ts',
  ])('has %s', (path) => expect(isIgnored(path)).toBe(false))

  test.each([
    '.env',
    '.git/config',
    'data/keybox.db',
    'data/keybox.db.secret',
    'packages/app/.env',
    'packages/app/data/keybox.db',
    'packages/app/dist/main.js',
    'packages/app/test/start.test.ts',
    'node_modules/a/b.js',
    'packages/app/node_modules/a/b.js',
    'README.md',
    'keybox-domain-0.1.0.tgz',
  ])('never has %s', (path) => expect(isIgnored(path)).toBe(true))
})

describe('compose.yaml', () => {
  const text = read('compose.yaml')

  test('has no secret in it and starts without none', () => {
    expect(text).toMatch(/KEYBOX_SECRET: \$\{KEYBOX_SECRET:\?[^}]+\}/)
  })

  test('hands on every variable of the configuration that the image does not set itself', () => {
    const documented = Array.from(read('README.md').matchAll(/`(KEYBOX_\w+)`/g), ([, name]) => name)
    expect(documented.length).toBeGreaterThan(0)
    for (const name of documented.filter((each) => !each?.startsWith('KEYBOX_TEST_')))
      expect(text).toContain(`${name}: `)
  })

  test('names one replica set', () => {
    const names = [/--replSet, (\w+)/, /_id: '(\w+)'/, /replicaSet=(\w+)/].map((pattern) => pattern.exec(text)?.[1])
    expect(new Set(names)).toEqual(new Set(['keybox']))
  })

  test('publishes no port but KeyBox’s', () => {
    expect(text.match(/^ +ports:/gm)).toHaveLength(1)
  })
})
