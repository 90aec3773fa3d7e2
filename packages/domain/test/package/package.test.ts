import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from './command.ts'
import { findNode20, versionOf } from './node-versions.ts'
import { compile, filesOf, installInto, pack } from './packed-package.ts'
import { readmeExamples } from './readme-examples.ts'

const examples = readmeExamples()
const programs = examples.filter(({ language }) => language === 'js')
const modules = examples.filter(({ language }) => language === 'ts')

/** Every check that a strict consumer may have on, the one of the library's declarations included. */
const STRICTEST = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
  target: 'es2022',
  lib: ['es2022'],
  types: [],
}

describe('the packed package', { timeout: 240_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'keybox-domain-'))
  const nodes: Record<string, string> = { 26: process.execPath }
  let tarball = ''
  let project = ''

  beforeAll(() => {
    tarball = pack(folder)
    project = installInto(folder, tarball)
    nodes['20'] = findNode20(folder)
  }, 240_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('holds what was built, the README and the licence, and no source or test', () => {
    const files = filesOf(tarball)
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'LICENSE', 'package.json', 'dist/index.js', 'dist/index.d.ts']),
    )
    expect(
      files.filter((path) => !/^dist\/.*\.(?:js|d\.ts)$|^README\.md$|^LICENSE$|^package\.json$/.test(path)),
    ).toEqual([])
    expect(files.filter((path) => path.endsWith('.js'))).toHaveLength(
      files.filter((path) => path.endsWith('.d.ts')).length,
    )
  })

  test('has a manifest without what only this workspace understands', () => {
    const manifest = JSON.parse(readFileSync(join(project, 'node_modules/@keybox/domain/package.json'), 'utf8'))
    expect(JSON.stringify(manifest)).not.toMatch(/catalog:|workspace:|keybox-source/)
    expect(manifest).toMatchObject({ name: '@keybox/domain', type: 'module', license: 'MIT', sideEffects: false })
    expect(manifest).not.toHaveProperty('dependencies')
    expect(manifest.exports).toEqual({ '.': { types: './dist/index.d.ts', default: './dist/index.js' } })
  })

  test('imports nothing but itself', () => {
    const sources = filesOf(tarball).filter((path) => path.endsWith('.js'))
    const texts = sources.map((path) => readFileSync(join(project, 'node_modules/@keybox/domain', path), 'utf8'))
    const specifiers = texts.flatMap((text) =>
      Array.from(text.matchAll(/\bfrom '([^']+)'/g), ([, specifier]) => specifier),
    )
    expect(specifiers.length).toBeGreaterThan(0)
    expect(specifiers.filter((specifier) => !specifier?.startsWith('.'))).toEqual([])
  })

  test('has a README with programs and a TypeScript module', () => {
    expect(programs).toHaveLength(2)
    expect(modules).toHaveLength(1)
  })

  describe.each(['20', '26'])('on Node %s', (major) => {
    test.each(programs.map(({ code, prints }, index) => ({ number: index + 1, code, prints })))(
      'program $number of the README prints what the README says',
      ({ number, code, prints }) => {
        const node = nodes[major] ?? ''
        expect(versionOf(node)).toMatch(new RegExp(`^v${major}\\.`))
        const file = `program-${number}.mjs`
        writeFileSync(join(project, file), code)
        expect(run(node, [file], { cwd: project })).toBe(prints)
      },
    )
  })

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'compiles with the README’s module under the strictest options, module %s, resolution %s',
    (module, moduleResolution) => {
      for (const [index, { code }] of modules.entries()) writeFileSync(join(project, `module-${index}.mts`), code)
      const compilerOptions = { ...STRICTEST, module, moduleResolution }
      writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts'] }))
      expect(() => compile(project)).not.toThrow()
    },
  )

  test('has types that refuse what does not fit', () => {
    writeFileSync(
      join(project, 'misuse.mts'),
      [
        `import { trustedEntityId, type ClientId, type DisplayName } from '@keybox/domain'`,
        `export const client: ClientId = trustedEntityId('Project', '65ba27f00000000000000002')`,
        `export const name: DisplayName = 'plain'`,
      ].join('\n'),
    )
    const compilerOptions = { ...STRICTEST, module: 'nodenext' }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['misuse.mts'] }))
    expect(() => compile(project)).toThrow(/misuse\.mts\(2,.*TS2322[\s\S]*misuse\.mts\(3,.*TS2322/)
  })
})
