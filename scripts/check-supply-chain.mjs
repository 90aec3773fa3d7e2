// Applies the rules of scripts/supply to what this workspace depends on. A rule that looks at nothing finds nothing, so
// this first shows, on a small workspace that breaks every rule, that each still finds what it is for.
import { fileURLToPath } from 'node:url'
import { EXPECTED_FINDINGS, writeBrokenSupply } from './supply/broken-supply.mjs'
import { readTree } from './supply/read-tree.mjs'
import { RULES } from './supply/rules.mjs'

const failures = [...checkRules(), ...checkWorkspace()]
for (const failure of failures) console.error(failure)
process.exitCode = failures.length === 0 ? 0 : 1

function checkRules() {
  const broken = writeBrokenSupply()
  try {
    const found = new Set(findingsIn(readTree(broken.root)).map(({ rule, subject }) => `${rule}: ${subject}`))
    const missed = EXPECTED_FINDINGS.filter((finding) => !found.has(finding))
    const invented = [...found].filter((finding) => !EXPECTED_FINDINGS.includes(finding))
    console.log(
      `${RULES.length} rules on dependencies found ${found.size} breaks in the tree that was made to have them`,
    )
    return [
      ...missed.map((finding) => `The rules no longer find this break, made for the purpose: ${finding}`),
      ...invented.map((finding) => `The rules find a break where none was made: ${finding}`),
    ]
  } finally {
    broken.remove()
  }
}

function checkWorkspace() {
  const tree = readTree(fileURLToPath(new URL('..', import.meta.url)))
  const locked = Object.keys(tree.lockfile.packages).length
  console.log(
    `${locked} packages locked, ${tree.installed.size} of them here, wanted by ${tree.manifests.size} manifests`,
  )
  return [
    ...(tree.installed.size > 100 && tree.manifests.size > 5 ? [] : ['Hardly any package was seen']),
    ...findingsIn(tree).map(({ rule, subject, because }) => `${rule}: ${subject}: ${because}`),
  ]
}

/** @param {import('./supply/read-tree.mjs').SupplyTree} tree */
function findingsIn(tree) {
  return RULES.flatMap(({ name, find }) => find(tree).map((finding) => ({ rule: name, ...finding })))
}
