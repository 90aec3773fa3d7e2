import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contractRules, tableRows, type ContractRow } from '../support/contract-rows.ts'

const SPECS = join(import.meta.dirname, '..')

/** The ids that tests name in the calls of `row`. @param pattern of the spec files */
async function idsShown(pattern: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for await (const file of glob(pattern, { cwd: SPECS })) {
    const source = await readFile(join(SPECS, file), 'utf8')
    for (const [, id = ''] of source.matchAll(/\brow\(\s*'([A-Z0-9-]+)'/g)) ids.add(id)
  }
  return ids
}

const partsOf = (rows: readonly ContractRow[]) => rows.flatMap(({ shows }) => Object.keys(shows))

test('every row of every table of the contract is shown over HTTP on each store, and every rule beside them', async () => {
  const onEachStore = await idsShown('http/**/*.test.ts')
  const anywhere = await idsShown('{http,once}/**/*.test.ts')
  expect(partsOf(tableRows).filter((id) => !onEachStore.has(id))).toEqual([])
  expect(partsOf(contractRules).filter((id) => !anywhere.has(id))).toEqual([])

  const parts = partsOf([...tableRows, ...contractRules])
  expect(new Set(parts).size, 'ids are distinct').toBe(parts.length)
  const tables = new Set(tableRows.map(({ table }) => table))
  console.log(
    `contract: ${tableRows.length} rows of ${tables.size} tables and ${contractRules.length} groups of rules shown, ${parts.length} parts`,
  )
})
