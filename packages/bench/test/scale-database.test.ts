import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { addFiller, seedDatabase } from '../src/seed/index.ts'

test('rows made by SQL are counted, and come after what the store made', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keybox-bench-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'scale.db')
  const shape = { licensesPerProject: 1, projectsPerClient: 10 }
  const owners = await seedDatabase(path, 'a secret that is long enough to be one', [
    { ...shape, licenses: 40 },
    { ...shape, licenses: 20 },
  ])
  expect(owners.map(({ activeKey }) => activeKey.startsWith('KB-'))).toEqual([true, true])
  addFiller(path, 100, 10)

  const database = new DatabaseSync(path, { readOnly: true })
  onTestFinished(() => database.close())
  const rows = (query: string): unknown[] =>
    database
      .prepare(query)
      .all()
      .map((row) => ({ ...row }))
  expect(rows('SELECT clients, projects FROM dashboard_totals ORDER BY clients')).toEqual([
    { clients: 2, projects: 20 },
    { clients: 14, projects: 140 },
  ])
  expect(rows('SELECT count(*) AS licenses FROM licenses')).toEqual([{ licenses: 160 }])
  expect(
    rows(
      "SELECT name = 'Filler' AS filler, count(*) AS clients FROM (SELECT name FROM clients ORDER BY created_at LIMIT 6) GROUP BY filler",
    ),
  ).toEqual([{ filler: 0, clients: 6 }])
})
