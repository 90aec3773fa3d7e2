import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { exchangeWords, isWrongBuild, WRONG_BUILDS } from '../src/builds/builds.ts'

const PACKAGES = fileURLToPath(new URL('../..', import.meta.url))

test.each(Object.entries(WRONG_BUILDS))('%s can still be built', async (_name, build) => {
  const source = await readFile(PACKAGES + build.module, 'utf8')
  expect(exchangeWords(source, build)).not.toBe(source)
})

test('words are exchanged wherever they are; a build that has none of them is refused', () => {
  const build = { module: '/a.ts', caughtAs: 'lost', exchanged: [[/safe/g, 'fast']] } as const
  expect(exchangeWords('safe is safe', build)).toBe('fast is fast')
  expect(() => exchangeWords('be sure', build)).toThrow('/a.ts does not have safe in it')
})

test('only a wrong build is one', () => {
  expect(['sqlite-without-sync', 'toString', ''].map(isWrongBuild)).toEqual([true, false, false])
})
