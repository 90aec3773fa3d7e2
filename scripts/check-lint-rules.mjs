// Shows that the rules of .oxlintrc.json find what they are for: a rule that is misspelt, overridden or type-aware without
// types finds nothing, which looks like clean code. Then makes sure that nobody switches a rule off where it finds something.
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BROKEN_MODULES, EXPECTED_BREAKS } from './lint/broken-modules.mjs'
import { writeTemporaryTree } from './temporary-tree.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const failures = [...checkRules(), ...checkComments()]
for (const failure of failures) console.error(failure)
process.exitCode = failures.length === 0 ? 0 : 1

function checkRules() {
  const tree = writeTemporaryTree({
    ...BROKEN_MODULES,
    '.oxlintrc.json': readFileSync(join(root, '.oxlintrc.json'), 'utf8'),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noUncheckedIndexedAccess: true,
        module: 'nodenext',
        target: 'es2024',
        allowImportingTsExtensions: true,
        noEmit: true,
      },
      include: ['packages'],
    }),
  })
  try {
    const found = lint(tree.root)
    const missed = EXPECTED_BREAKS.filter((broken) => !found.has(broken))
    const invented = [...found].filter((broken) => !EXPECTED_BREAKS.includes(broken))
    console.log(`The lint rules found ${found.size} breaks in the modules that were made to have them`)
    return [
      ...missed.map((broken) => `The lint rules no longer find this break, made for the purpose: ${broken}`),
      ...invented.map((broken) => `The lint rules find a break where none was made: ${broken}`),
    ]
  } finally {
    tree.remove()
  }
}

/**
 * What the linter finds in a folder, each as `rule: file`.
 *
 * @param {string} cwd
 * @returns {ReadonlySet<string>}
 */
function lint(cwd) {
  const oxlint = join(root, 'node_modules/.bin/oxlint')
  const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` }
  const { stdout } = spawnSync(oxlint, ['--type-aware', '--format', 'json'], { cwd, env, encoding: 'utf8' })
  /** @type {{ diagnostics: { code: string, filename: string }[] }} */
  const { diagnostics } = JSON.parse(stdout)
  return new Set(diagnostics.map(({ code, filename }) => `${code}: ${filename}`))
}

/** A rule that is in the way is changed for everyone or the code is, never switched off in one place. */
function checkComments() {
  const files = globSync('{packages,tooling,scripts}/**/*.{ts,mjs}', {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  })
  const silencer = /\b(?:ox|es)lint-disable|@ts-(?:ignore|nocheck)/
  return files
    .filter((path) => !path.startsWith('scripts/lint/') && path !== 'scripts/check-lint-rules.mjs')
    .filter((path) => silencer.test(readFileSync(join(root, path), 'utf8')))
    .map((path) => `${path} switches a check off by a comment: mend what it found, or change the rule`)
}
