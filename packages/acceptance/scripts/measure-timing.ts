import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { inTemporaryFolder, REPOSITORY } from '../test/support/program.ts'
import { record, recorded } from './timing/journal.ts'
import { sit } from './timing/sitting.ts'
import { comparisons, type Times } from './timing/welch.ts'

// Does the time of a log-in tell whether there is an account? Sittings add up in timing/results, so that a long run may
// be made in parts; delete a file to begin anew. It fails where |t| says yes.
//
//   npm run timing -- [--pairs 10000] [--minutes 60] [--database URL of a fresh database] [--cheap-hash] [--leak]
//
// With --cheap-hash a password hash takes next to nothing. What else differs then has no noise of 20 ms to hide in, so that
// is the more sensitive measurement: it says how long the rest is, and is held to no bound. With --leak the server is wrong on purpose, and nothing is recorded.

/** Above it the means differ, at a confidence of 99.999 % (Goodwill, Jun, Jaffe and Rohatgi, NIAT 2011). */
const T_BOUND = 4.5

const { values: asked } = parseArgs({
  options: {
    pairs: { type: 'string', default: '10000' },
    minutes: { type: 'string', default: '60' },
    database: { type: 'string' },
    'cheap-hash': { type: 'boolean', default: false },
    leak: { type: 'boolean', default: false },
  },
})
const startedAt = new Date()
const kind = `${(asked.database ?? 'sqlite').split(':')[0]}${asked['cheap-hash'] ? '-cheap-hash' : ''}`
const journal = join(REPOSITORY, `timing/results/log-in-${kind}.jsonl`)

const times = await inTemporaryFolder((folder) =>
  sit({
    databaseUrl: asked.database ?? `sqlite:${join(folder, 'keybox.db')}`,
    pairs: Number(asked.pairs),
    until: startedAt.getTime() + Number(asked.minutes) * 60_000,
    server: [...(asked['cheap-hash'] ? ['cheap-hash'] : []), ...(asked.leak ? ['leak'] : [])],
  }),
)
print('this sitting', times)
if (!asked.leak) {
  await record(journal, { startedAt: startedAt.toISOString(), ...times })
  const { sittings, ...all } = await recorded(journal)
  const largest = print(`all ${sittings} sittings`, all)
  if (largest >= T_BOUND && !asked['cheap-hash']) process.exitCode = 1
}

/** @returns the largest |t| */
function print(title: string, measured: Times): number {
  const lines = comparisons(measured).map(
    ({ keptShare, known, unknown, difference, t }) =>
      `  ${(keptShare * 100).toFixed(0).padStart(3)} %  ${known} + ${unknown}  ${difference.toFixed(2).padStart(9)} µs  t = ${t.toFixed(2)}`,
  )
  process.stdout.write(`${title}: known less unknown, by the share of the times that is kept\n${lines.join('\n')}\n`)
  return Math.max(...comparisons(measured).map(({ t }) => Math.abs(t)))
}
