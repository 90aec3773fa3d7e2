import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { REPOSITORY } from '../support/program.ts'

interface Sources {
  readonly scripts: Readonly<Record<string, string>>
  readonly tests: readonly string[]
  readonly text: string
}

let sources: Sources

beforeAll(async () => {
  const paths: string[] = []
  for await (const path of glob('packages/*/{src,test}/**/*.ts', { cwd: REPOSITORY })) paths.push(path)
  const texts = await Promise.all(paths.map((path) => readFile(join(REPOSITORY, path), 'utf8')))
  const manifest = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')) as Pick<Sources, 'scripts'>
  sources = {
    scripts: manifest.scripts,
    tests: paths.filter((path) => path.endsWith('.test.ts')),
    text: texts.join('\n'),
  }
})

const page = await readFile(join(REPOSITORY, 'docs/guarantees.md'), 'utf8')
const commands = [...page.matchAll(/^\| [^|]+ \| `([^`]+)`/gm)].map(([, command = '']) => command)

describe('the page of guarantees', () => {
  test('has a command for every promise', () => {
    const rows = page.split('\n').filter((line) => /^\| (?!promise|---)/.test(line))
    expect(commands).toHaveLength(rows.length)
    expect(rows.length).toBeGreaterThan(10)
  })

  test.each(commands)('names what there is: %s', (command) => {
    const [, script, filter] = /npm (?:run ([\w:]+)|test -- ([\w.-]+))/.exec(command) ?? []
    if (script !== undefined) expect(Object.keys(sources.scripts)).toContain(script)
    else expect(sources.tests.filter((path) => path.includes(filter ?? command))).not.toEqual([])
    const names = [...command.matchAll(/KEYBOX_\w+|(?<=--)[a-z-]+/g)].map(([name]) => name)
    for (const name of names) expect(sources.text).toContain(name)
  })
})
