import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { figureLines, figuresOf } from '../src/report/figures.ts'
import { record, recorded, type Sitting } from '../src/report/record.ts'

const sitting: Sitting = {
  store: 'sqlite',
  fault: 'kills',
  seed: '7',
  tries: 30,
  seconds: 40,
  counts: { acknowledged: 500, 'in doubt': 20 },
  problems: [],
}

test('sittings add up by store and fault', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keybox-crash-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  expect(await record(sitting, folder)).toBe('crash/results/sqlite-kills-7.json')
  await record({ ...sitting, seed: '8', problems: [{ kind: 'lost', text: 'a licence' }] }, folder)
  await record({ ...sitting, store: 'mongodb', seed: '../9' }, folder)
  expect(figureLines(figuresOf(await recorded(folder)))).toEqual([
    'mongodb, kills: 30 in 1 sitting, 500 writes acknowledged, 20 in doubt: 0 lost, 0 doubled, 0 half-written, 0 other problems',
    'sqlite, kills: 60 in 2 sittings, 1000 writes acknowledged, 40 in doubt: 1 lost, 0 doubled, 0 half-written, 0 other problems',
  ])
})

test('a record tells what the server said, and not of what machine or from which folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keybox-crash-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const checkout = fileURLToPath(new URL('../../..', import.meta.url))
  const err = { message: 'write ECONNRESET', stack: `at write (${checkout}node_modules/mongodb/connection.js:1)` }
  const line = JSON.stringify({ level: 'error', pid: 7, hostname: hostname(), requestId: 'r', err })
  await record({ ...sitting, problems: [{ kind: 'lost', text: 'a licence', server: [line, 'no JSON'] }] }, folder)
  const text = await readFile(join(folder, 'sqlite-kills-7.json'), 'utf8')
  expect(text).toContain('at write (node_modules/mongodb/connection.js:1)')
  expect(text).toContain('no JSON')
  expect(text).not.toContain(checkout)
  expect(text).not.toContain('hostname')
})
