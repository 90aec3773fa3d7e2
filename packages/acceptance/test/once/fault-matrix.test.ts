import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { describeBackground, tryBackground } from '../support/faults/background.ts'
import { FaultBench, isStarting } from '../support/faults/fault-bench.ts'
import { describeCell, tryCell, type Cell, type Tried } from '../support/faults/fault-cell.ts'
import { FAULT_KINDS, type FaultKind, type FaultMode } from '../support/faults/fault-kinds.ts'
import { describeCommand, followsSecrets, isBackground, type SentCommand } from '../support/faults/sent-commands.ts'
import { changeBetween, storedState } from '../support/faults/stored-state.ts'
import { describeStart, tryStart } from '../support/faults/starting.ts'
import { send } from '../support/http-client.ts'
import type { Step } from '../support/faults/step.ts'

/** `all`: every command of every request. Else each command at the first request that sends it. */
const WHOLE = process.env['KEYBOX_FAULT_CELLS'] === 'all'
/** Servers of MongoDB, each with its programs: most of a cell is waiting. */
const BENCHES = 2
const MODES: readonly FaultMode[] = ['once', 'always']
const EVERY_WAY = FAULT_KINDS.flatMap((kind) => MODES.map((mode) => ({ kind, mode })))

const benches: FaultBench[] = []

beforeAll(async () => {
  // One after the other: to start is what a small machine takes longest for.
  while (benches.length < BENCHES) benches.push(await FaultBench.start())
}, 180_000)

afterAll(async () => {
  await Promise.all(benches.map((bench) => bench.stop()))
}, 60_000)

test('the walk takes in every route', async () => {
  const [bench] = benches
  const { body } = await send(bench?.program.address ?? { host: '', port: 0 }, { method: 'GET', path: '/openapi.json' })
  const routes = Object.entries(body['paths'] ?? {}).flatMap(([path, methods]: [string, object]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  const walked = new Set(bench?.steps.map(({ name }) => name.split(',')[0]))
  // These ask no store.
  const others = new Set(['GET /metrics', 'GET /openapi.json', 'GET /docs'])
  expect(routes.filter((route) => !walked.has(route) && !others.has(route))).toStrictEqual([])
  expect(routes.length).toBeGreaterThan(10)
})

describe('whatever command fails, however it fails', { timeout: 3_600_000 }, () => {
  test('a request is answered in time, rightly or with a clean error, and the store is whole', async () => {
    const tried = await onEachBench(async (bench, share) => {
      const cells = shareOf(await cellsOf(bench), share)
      return eachInTurn(cells, async (cell) => ({ name: describeCell(cell), ...(await tryCell(bench, cell)) }))
    })
    expectAllRight('requests', tried)
  })

  test('in the background, validation goes on, and all is as before when it is over', async () => {
    const tried = await onEachBench(async (bench, share) => {
      const commands = bench.sentUnasked.filter((sent) => isBackground(sent) && sent.collection !== 'rate_windows')
      const cells = shareOf(withKinds([...commands, ...COUNTS]), share)
      return eachInTurn(cells, async (cell) => ({
        name: describeBackground(cell),
        ...(await tryBackground(bench, cell)),
      }))
    })
    expectAllRight('in the background', tried)
  })

  test('a start succeeds or says in words why not, and the next one finds nothing in its way', async () => {
    let number = 0
    const tried = await onEachBench(async (bench, share) => {
      const names = new Map(bench.sentUnasked.filter(isStarting).map((sent) => [sent.name, sent]))
      const cells = withKinds([...names.values()]).flatMap((cell) => MODES.map((mode) => ({ ...cell, mode })))
      return eachInTurn(shareOf(cells, share), async (cell) => {
        number += 1
        return { name: describeStart(cell), ...(await tryStart(bench, cell, number)) }
      })
    })
    expectAllRight('starts', tried)
  })
})

type Named = Tried & { readonly name: string }

async function onEachBench(
  work: (bench: FaultBench, share: number) => Promise<readonly Named[]>,
): Promise<readonly Named[]> {
  return (await Promise.all(benches.map(work))).flat()
}

function shareOf<T>(cells: readonly T[], share: number): readonly T[] {
  return cells.filter((_, index) => index % BENCHES === share)
}

async function eachInTurn<T>(cells: readonly T[], work: (cell: T) => Promise<Named>): Promise<readonly Named[]> {
  const tried: Named[] = []
  for (const cell of cells) tried.push(await work(cell))
  return tried
}

function expectAllRight(what: string, tried: readonly Named[]): void {
  const wrong = tried.flatMap(({ name, wrong: reason }) => (reason === undefined ? [] : [`${name}: ${reason}`]))
  const longest = tried.reduce((most, { waitMs }) => Math.max(most, waitMs), 0)
  const right = tried.length - wrong.length
  console.log(`${what}: cells tried ${tried.length}, right ${right}, longest wait ${Math.round(longest)} ms`)
  expect(wrong).toStrictEqual([])
  expect(right).toBeGreaterThan(0)
}

/** Each command with every kind of fault; in a short run with one of them, in rotation. */
function withKinds(
  commands: readonly SentCommand[],
): readonly { readonly command: SentCommand; readonly kind: FaultKind }[] {
  return commands.flatMap((command, index) =>
    FAULT_KINDS.filter((_, kind) => WHOLE || kind === index % FAULT_KINDS.length).map((kind) => ({ command, kind })),
  )
}

/** What servers tell each other of their counts is sent once there is anything to tell. */
const COUNTS: readonly SentCommand[] = [
  { name: 'update', collection: 'rate_windows' },
  { name: 'find', collection: 'rate_windows' },
]

/** A command that is new to a request has its cells by being sent. */
async function cellsOf(bench: FaultBench): Promise<readonly Cell[]> {
  const seen = new Set<string>()
  const cells: Cell[] = []
  for (const step of bench.steps) {
    const { effect, commands } = await observed(bench, step)
    for (const command of commands) {
      if (!WHOLE && seen.has(describeCommand(command))) continue
      seen.add(describeCommand(command))
      cells.push(...EVERY_WAY.map((way) => ({ step, command, effect, ...way })))
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
  const asked = bench.log.take().filter((sent) => !isBackground(sent) && !followsSecrets(sent))
  const commands = asked.filter((sent) => isReadiness || sent.name !== 'ping')
  return { effect, commands }
}
