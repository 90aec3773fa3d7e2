import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { asvsIds } from '../support/asvs-ids.ts'
import { REPOSITORY } from '../support/program.ts'

const PAGES = ['SECURITY.md', 'docs/asvs.md', 'docs/releasing.md', 'docs/threat-model.md'] as const

const read = (path: string): Promise<string> => readFile(join(REPOSITORY, path), 'utf8')
const texts = Object.fromEntries(await Promise.all(PAGES.map(async (page) => [page, await read(page)] as const)))
const textOf = (page: (typeof PAGES)[number]): string => texts[page] ?? ''

/** What is written as code and is a path of this repository. */
const filesIn = (text: string): readonly string[] =>
  [...text.matchAll(/`((?:packages|scripts|docs)\/[\w./-]+\.\w+|[\w-]+\.(?:md|yaml))`/g)].map(([, path = '']) => path)

/** The cells of the rows of a page's tables, without the lines that only rule them off. */
const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('|---'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )

describe.each(PAGES)('%s', (page) => {
  test('names files that there are', () => {
    const files = filesIn(textOf(page))
    expect(files.length).toBeGreaterThan(0)
    expect(files.filter((path) => !existsSync(join(REPOSITORY, path)))).toEqual([])
  })

  test('links to pages that there are, and names commands that there are', async () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)].map(([, target = '']) => target)
    expect(links.filter((target) => !existsSync(join(REPOSITORY, page, '..', target)))).toEqual([])
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> }
    const commands = [...textOf(page).matchAll(/npm run (?:-\S+ )*([\w:-]+)/g)].map(([, name = '']) => name)
    expect(commands.filter((name) => !(name in scripts))).toEqual([])
  })
})

describe('docs/threat-model.md', () => {
  test('has what shows the defence in every row of every threat', () => {
    const threats = rowsOf(textOf('docs/threat-model.md').split('## Anybody on the internet')[1] ?? '')
      .filter(([first]) => first !== 'threat')
      .map(([threat, , shown = '']) => ({ threat, shown: filesIn(shown) }))
    expect(threats.length).toBeGreaterThan(30)
    const unshown = threats.filter(({ shown }) => !shown.some((path) => /\.test\.ts$|^scripts\/check-/.test(path)))
    expect(unshown).toEqual([])
  })

  test('has every key that is derived, and no other', async () => {
    const source = await read('packages/adapters-crypto/src/derived-key.ts')
    const labels = [...source.matchAll(/'keybox\/1\/([\w-]+)'/g)].map(([, label = '']) => label)
    const section = textOf('docs/threat-model.md').split('## Cryptography')[1]?.split('\n## ')[0] ?? ''
    const named = rowsOf(section).flatMap(([label = '']) =>
      [...label.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name),
    )
    expect(labels.length).toBeGreaterThan(5)
    expect(named.toSorted()).toEqual(labels.toSorted())
  })

  test('has every algorithm that a source names, and sources take chance from nothing but the CSPRNG', async () => {
    const algorithms = new Set<string>()
    for await (const path of glob('packages/{app,domain,license-cache,adapters-*}/src/**/*.ts', { cwd: REPOSITORY })) {
      const source = await read(path)
      const named = source.matchAll(/'((?:sha|md|hs|rs|es|ps|aes|des|rc|chacha|blowfish)-?\d[\w-]*)'/gi)
      for (const [, name = ''] of named) algorithms.add(name.toLowerCase())
      expect(source, path).not.toContain('Math.random')
    }
    expect([...algorithms].toSorted()).toEqual(['aes-256-gcm', 'hs256', 'sha-256', 'sha256'])
  })
})

describe('docs/asvs.md', () => {
  const rows = rowsOf(textOf('docs/asvs.md'))
    .filter(([first]) => first !== 'requirement')
    .map(([ids = '', , answer = '']) => ({ ids: ids.split(', '), answer }))
  const answers = rows.flatMap(({ ids, answer }) => ids.map((id) => ({ id, answer })))

  test('has every requirement of levels 1 and 2 once, and none of level 3', () => {
    const wanted = asvsIds(['1', '2'])
    // The numbers of 5.0.0: 70 of level 1, 183 more of level 2, 92 more of level 3.
    expect([asvsIds(['1']).length, wanted.length, asvsIds(['1', '2', '3']).length]).toEqual([70, 253, 345])
    expect(answers.map(({ id }) => id).toSorted()).toEqual([...wanted].toSorted())
  })

  test('shows every yes by a file, and says why of everything else', () => {
    const bare = answers.filter(({ answer }) =>
      answer.startsWith('yes: ')
        ? filesIn(answer).length === 0
        : !/^(?:\*\*no\*\*|not applicable): \S.{8}/.test(answer),
    )
    expect(bare).toEqual([])
  })

  test('counts its answers right', () => {
    const count = (start: string): number => answers.filter(({ answer }) => answer.startsWith(start)).length
    const [yes, no, none] = [count('yes'), count('**no**'), count('not applicable')]
    expect(textOf('docs/asvs.md')).toContain(
      `Of ${answers.length} requirements: ${yes} yes, ${no} no, ${none} not applicable.`,
    )
  })
})

test('all packages have one version, which a release raises', async () => {
  const versions = new Set<unknown>()
  for await (const path of glob('{.,packages/*}/package.json', { cwd: REPOSITORY })) {
    versions.add((JSON.parse(await read(path)) as { version?: unknown }).version)
  }
  expect([...versions]).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/)])
})
