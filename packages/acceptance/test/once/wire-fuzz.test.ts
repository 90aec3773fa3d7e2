import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { HonestClients, type HonestReport } from '../support/honest-clients.ts'
import { send } from '../support/http-client.ts'
import { inTemporaryFolder, startProgram, type Program } from '../support/program.ts'
import { residentMegabytes } from '../support/resident-memory.ts'
import { PASSWORD } from '../support/seller.ts'
import { prepareTarget, withFreshToken } from '../support/wire/prepare-target.ts'
import { fuzzRound, type RoundResult } from '../support/wire/rounds.ts'
import { record } from '../support/sitting.ts'

/** That are answered. Few by default; `npm run fuzz` goes on to a million, or for as long as there is time. */
const REQUESTS = Number(process.env['KEYBOX_FUZZ_REQUESTS'] ?? 4000)
const SECONDS = Number(process.env['KEYBOX_FUZZ_SECONDS'] ?? 60)
/** A new one each time: every run looks where none has looked. To look again: `KEYBOX_FUZZ_SEED`, as a failure names it. */
const SEED = Number(process.env['KEYBOX_FUZZ_SEED'] ?? randomInt(2 ** 31))
/** Connections after which memory is looked at, with nothing under way. */
const ROUND = 200
const LONG_ROUND = 5000

/** How much more the server may have at rest in the second half of a run than in the first. */
const GROWTH = 1.15
/** Shorter runs end before the collector has seen enough. */
const LONG_RUN = 100_000
/** As in the test of the attacks. */
const MEMORY_LIMIT = 512

interface Outcome {
  readonly rounds: readonly RoundResult[]
  /** In megabytes, after each round, with nothing under way. */
  readonly resident: readonly number[]
  readonly peak: number
  readonly honest: HonestReport
  readonly said: string
}

async function fuzz(program: Program, said: () => string): Promise<Outcome> {
  let target = await prepareTarget(program.address)
  const { key, email } = target
  const honest = new HonestClients(program.address, { key, machineId: 'pc', email, password: PASSWORD })
  const rounds: RoundResult[] = []
  const resident: number[] = []
  const until = performance.now() + SECONDS * 1000
  const count = REQUESTS < LONG_RUN ? ROUND : LONG_ROUND
  while (answeredIn(rounds) < REQUESTS && performance.now() < until) {
    target = await withFreshToken(program.address, target)
    const round = await fuzzRound(program.address, target, { seed: SEED, first: rounds.length * count, count })
    rounds.push(round)
    resident.push((await residentMegabytes(program.pid)).total)
    if (round.faults.length > 0) break
  }
  await honest.stop()
  const { peak } = await residentMegabytes(program.pid)
  return { rounds, resident, peak, honest: honest.validations.report, said: said() }
}

function answeredIn(rounds: readonly RoundResult[]): number {
  return Object.values(statusesOf(rounds)).reduce((sum, count) => sum + count, 0)
}

function statusesOf(rounds: readonly RoundResult[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { statuses } of rounds) for (const [status, n] of statuses) counts[status] = (counts[status] ?? 0) + n
  return counts
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

test(
  'whatever bytes come, every reply is one by the contract, and honest clients are served',
  { timeout: SECONDS * 1000 + 180_000 },
  async () => {
    await inTemporaryFolder(async (folder) => {
      let said = ''
      const environment = {
        KEYBOX_DATABASE_URL: `sqlite:${join(folder, 'keybox.db')}`,
        KEYBOX_VALIDATE_RATE_MAX: 'off',
        KEYBOX_AUTH_RATE_MAX: 'off',
        // How long a busy machine takes to hash a password is not what is tried.
        KEYBOX_REQUEST_DEADLINE: '5m',
        KEYBOX_LOG_LEVEL: 'error',
        // So little that garbage is collected all along: what grows then is kept.
        NODE_OPTIONS: '--max-old-space-size=70',
      }
      const program = await startProgram(environment, undefined, { hear: (text) => (said += text) })
      const began = performance.now()
      const { rounds, resident, peak, honest, ...outcome } = await fuzz(program, () => said)
      const alive = await send(program.address, { method: 'GET', path: '/health/ready' })
      const exitCode = await program.stop()
      const seconds = Math.round((performance.now() - began) / 1000)
      const requests = answeredIn(rounds)
      const sent = rounds.reduce((sum, round) => sum + round.sent, 0)
      const faults = rounds.flatMap((round) => round.faults)
      const connections = rounds.reduce((sum, round) => sum + round.connections, 0)
      const statuses = statusesOf(rounds)
      const figures = {
        sent,
        connections,
        statuses,
        honest: { sent: honest.sent, served: honest.served },
        residentMegabytes: resident.map(Math.round),
        peakMegabytes: Math.round(peak),
      }
      console.log(
        `seed ${SEED}: ${requests} requests answered on ${connections} connections in ${seconds} s: ${JSON.stringify(figures)}`,
      )
      await record({ kind: 'wire', seed: SEED, requests, seconds, faults, figures })

      expect(faults.join('\n')).toBe('')
      expect(alive.status).toBe(200)
      expect(exitCode).toBe(0)
      expect(outcome.said.replace(/^KeyBox listens on .*\n/m, '')).toBe('')
      expect(honest).toMatchObject({ failures: [], shed: 0, served: honest.sent })
      expect(peak).toBeLessThan(MEMORY_LIMIT)
      // A run that got nowhere would find nothing either.
      expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['200', '400', '401', '404', '415']))
      if (requests < LONG_RUN) return
      const half = Math.floor(resident.length / 2)
      expect(median(resident.slice(half))).toBeLessThan(GROWTH * median(resident.slice(0, half)))
    })
  },
)
