import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { FaultBench } from '../support/faults/fault-bench.ts'
import { describeCell, tryCell, type Cell } from '../support/faults/fault-cell.ts'
import { FAULT_KINDS, type FaultMode } from '../support/faults/fault-kinds.ts'
import { describeCommand, isBackground } from '../support/faults/sent-commands.ts'
import { changeBetween, storedState } from '../support/faults/stored-state.ts'
import type { Step } from '../support/faults/walk.ts'

/** `all`: every command of every request. Else each command at the first request that sends it. */
const WHOLE = process.env['KEYBOX_FAULT_CELLS'] === 'all'
/** Servers of MongoDB, each with its programs: most of a cell is waiting. */
const BENCHES = 2
const MODES: readonly FaultMode[] = ['once', 'always']

const benches: FaultBench[] = []

beforeAll(async () => {
  // One after the other: to start is what a small machine takes longest for.
  while (benches.length < BENCHES) benches.push(await FaultBench.start())
}, 180_000)

afterAll(async () => {
  await Promise.all(benches.map((bench) => bench.stop()))
}, 60_000)

describe('whatever command fails, however it fails', () => {
  test(
    'a request is answered in time, rightly or with a clean error, and the store is whole',
    { timeout: 3_600_000 },
    async () => {
      const tried = await Promise.all(benches.map((bench, index) => tryShare(bench, index)))
      const all = tried.flat()
      const wrong = all.flatMap(({ name, wrong: reason }) => (reason === undefined ? [] : [`${name}: ${reason}`]))
      const longest = all.reduce((most, { waitMs }) => Math.max(most, waitMs), 0)
      console.log(
        `cells tried ${all.length}, right ${all.length - wrong.length}, longest wait ${Math.round(longest)} ms`,
      )
      expect(wrong).toStrictEqual([])
    },
  )
})

async function tryShare(bench: FaultBench, share: number) {
  const cells = await cellsOf(bench)
  const tried = []
  for (const cell of cells.filter((_, index) => index % BENCHES === share)) {
    tried.push({ name: describeCell(cell), ...(await tryCell(bench, cell)) })
  }
  return tried
}

/** A command that is new to a request has its cells by being sent. */
async function cellsOf(bench: FaultBench): Promise<readonly Cell[]> {
  const seen = new Set<string>()
  const cells: Cell[] = []
  for (const step of bench.steps) {
    const { effect, commands } = await observed(bench, step)
    for (const command of commands) {
      if (!WHOLE && seen.has(describeCommand(command))) continue
      seen.add(describeCommand(command))
      for (const kind of FAULT_KINDS) for (const mode of MODES) cells.push({ step, command, kind, mode, effect })
    }
  }
  return cells
}

/** Once all is well: a request that was overtaken by its deadline is sent again. */
async function observed(bench: FaultBench, step: Step) {
  return vi.waitFor(() => observedOnce(bench, step), { timeout: 20_000 })
}

async function observedOnce(bench: FaultBench, step: Step) {
  const request = await step.prepare()
  const before = await storedState(bench.database)
  await bench.heard()
  bench.log.take()
  const { status, text } = await request()
  expect(status, `${step.name}: ${text}`).toBe(step.status)
  const effect = changeBetween(before, await storedState(bench.database))
  await bench.heard()
  const isReadiness = step.name === 'GET /health/ready'
  const commands = bench.log.take().filter((sent) => !isBackground(sent) && (isReadiness || sent.name !== 'ping'))
  return { effect, commands }
}
