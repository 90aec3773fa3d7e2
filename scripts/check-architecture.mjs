// Applies the rules of .dependency-cruiser.mjs. A check that looks at nothing passes too, so this one first shows that
// every rule finds what it is for, and then says how many modules of which package it saw.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import configuration from '../.dependency-cruiser.mjs'
import { EXPECTED_BREAKS, writeBrokenTree } from './architecture/broken-tree.mjs'
import { cruiseTree } from './architecture/cruise.mjs'

/** `from '…'` and `import '…'`, or a call: `import('…')`, `require('…')`, `process.getBuiltinModule('…')`. */
const IMPORT = /\b(?:from|import)\s*['"]([^'"]+)['"]|\b(?:import|require|getBuiltinModule)\s*\(\s*['"`]([^'"`]*)/g

const root = fileURLToPath(new URL('..', import.meta.url))
const failures = [...(await checkRules()), ...(await checkModules()), ...checkDomainText(root)]
for (const failure of failures) console.error(failure)
process.exitCode = failures.length === 0 ? 0 : 1

/** Every rule finds its breaks in the broken tree, and nothing else there. */
async function checkRules() {
  const tree = writeBrokenTree()
  try {
    const { violations } = await cruiseTree(tree.root, ['packages'])
    const found = new Set(violations.map(({ rule, from }) => `${rule.name}: ${from}`))
    const missed = EXPECTED_BREAKS.filter((broken) => !found.has(broken))
    const invented = [...found].filter((broken) => !EXPECTED_BREAKS.includes(broken))
    const untried = configuration.forbidden.filter(
      ({ name }) => !EXPECTED_BREAKS.some((broken) => broken.startsWith(`${name}: `)),
    )
    const textual = checkDomainText(tree.root)
    console.log(
      `${configuration.forbidden.length} rules found ${found.size} breaks in the tree that was made to have them`,
    )
    return [
      ...missed.map((broken) => `The rules no longer find this break, made for the purpose: ${broken}`),
      ...invented.map((broken) => `The rules find a break where none was made: ${broken}`),
      ...(textual.length === 2 ? [] : [`The text of the imports shows ${textual.length} of the domain's 2 breaks`]),
      ...untried.map(({ name }) => `No break was made for the rule ${name}`),
    ]
  } finally {
    tree.remove()
  }
}

/** The workspace keeps the rules, and all of it was seen. */
async function checkModules() {
  const { modules, violations } = await cruiseTree(root, ['packages', 'tooling', 'scripts', 'vitest.workspace.ts'])
  const packages = readdirSync(join(root, 'packages'))
  const seen = packages.map((name) => ({
    name,
    count: modules.filter((path) => path.startsWith(`packages/${name}/`)).length,
  }))
  console.log(`${modules.length} modules seen: ${seen.map(({ name, count }) => `${name} ${count}`).join(', ')}`)
  const comments = new Map(configuration.forbidden.map(({ name, comment }) => [name, comment]))
  return [
    ...seen.filter(({ count }) => count === 0).map(({ name }) => `No module of packages/${name} was seen`),
    ...violations.map(({ rule, from, to }) => `${from} -> ${to}: ${rule.name}. ${comments.get(rule.name)}`),
  ]
}

/**
 * The same for the domain without any tool that could be looking elsewhere: by the text of its imports.
 *
 * @param {string} tree
 */
function checkDomainText(tree) {
  const folder = join(tree, 'packages/domain/src')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  const imports = files.flatMap((path) => {
    const text = readFileSync(join(folder, path), 'utf8')
    return Array.from(text.matchAll(IMPORT), ([, stated, called]) => ({ path, specifier: stated ?? called ?? '' }))
  })
  if (tree === root) console.log(`${files.length} files of the domain have ${imports.length} imports`)
  return [
    ...(imports.length === 0 ? ['No import was found in packages/domain/src'] : []),
    ...imports
      .filter(({ specifier }) => !/^\.{1,2}\//.test(specifier))
      .map(({ path, specifier }) => `packages/domain/src/${path} imports ${specifier}: the domain imports nothing`),
  ]
}
