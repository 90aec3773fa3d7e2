import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contractRules, tableRows } from '../support/contract-rows.ts'

const SPECS = join(import.meta.dirname, '..')

async function idsInTitles(): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for await (const file of glob('http/**/*.test.ts', { cwd: SPECS })) {
    const source = await readFile(join(SPECS, file), 'utf8')
    for (const [, id = ''] of source.matchAll(/\brow\(\s*'([A-Z0-9-]+)'/g)) ids.add(id)
  }
  return ids
}

test('every row of every table of the contract, and every rule beside them, is shown over HTTP on each store', async () => {
  const shown = await idsInTitles()
  const parts = [...tableRows, ...contractRules].flatMap(({ shows }) => Object.keys(shows))
  expect(new Set(parts).size, 'ids are distinct').toBe(parts.length)
  expect(parts.filter((id) => !shown.has(id))).toEqual([])
  const tables = new Set(tableRows.map(({ table }) => table))
  console.log(
    `contract: ${tableRows.length} rows of ${tables.size} tables and ${contractRules.length} groups of rules shown, ${parts.length} parts`,
  )
})
